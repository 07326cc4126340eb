"""What this slice tells the packages below when the application starts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


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
        text=_("Nothing of “%(name)s” was imported. %(problem)s"),
    )  # fmt: skip
