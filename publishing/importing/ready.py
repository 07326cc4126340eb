"""What this slice tells the packages below when the application starts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coe.web.joining import flowing
from coe.web.sentences import unpacked


def _with_problem(params: dict[str, Any]) -> dict[str, Any]:
    return {"problem": flowing(unpacked(params["problem"]))[:200]}


def register() -> None:
    from coe.notices.api import register as notice

    notice(
        "import.done", label=_("My import is finished"), icon="file-check",
        text=ngettext_lazy(
            "“%(name)s” is imported: %(count)d draft.", "“%(name)s” is imported: %(count)d drafts.", "count"
        ),
    )  # fmt: skip
    notice(
        "import.halted", label=_("My import rests"), icon="alert-triangle",
        text=_("“%(name)s” is not finished: it failed several times. Open it and go on."),
    )  # fmt: skip
    notice(
        "import.stopped", label=_("My import was stopped"), icon="alert-triangle",
        text=_("Nothing of “%(name)s” was imported. %(problem)s"), words=_with_problem,
    )  # fmt: skip
