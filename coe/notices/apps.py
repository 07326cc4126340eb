from typing import Any

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "coe.notices"
    label = "notices"

    def ready(self) -> None:
        from coe.web import counts

        counts.register("notices", _unread)


def _unread(request: Any) -> int:
    from coe.notices.selectors import unread

    member = getattr(request, "member", None)
    return unread(member) if member else 0
