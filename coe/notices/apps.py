from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete


class NoticesConfig(AppConfig):
    name = "coe.notices"
    label = "notices"

    def ready(self) -> None:
        from coe.web import counts

        counts.register("notices", _unread)
        post_delete.connect(_signed_out, sender="sessions.Session", dispatch_uid="coe.notices.signed_out")


def _unread(request: Any) -> int:
    from coe.notices.selectors import unread

    member = getattr(request, "member", None)
    return unread(member) if member else 0


def _signed_out(instance: Any, **kwargs: Any) -> None:
    from coe.notices.pulse import signed_out

    signed_out(instance.session_key)
