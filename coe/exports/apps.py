from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "coe.exports"
    label = "exports"

    def ready(self) -> None:
        from coe.notices.kinds import register

        register(
            "export.ready", label=_("A file I asked for is ready"),
            text=_("The file “%(table)s” is ready: %(rows)s rows. It is kept for 7 days."), icon="download",
            words=_words,
        )  # fmt: skip
        register(
            "export.failed", label=_("A file I asked for could not be made"),
            text=_("The file “%(table)s” could not be made. Ask for it again, or filter the list first."), icon="x",
            words=_words,
        )  # fmt: skip


def _words(params: dict[str, Any]) -> dict[str, Any]:
    from coe.exports.selectors import title_of

    return {"table": title_of(params["table"])}
