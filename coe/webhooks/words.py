"""What went wrong, in plain words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, Any] = {
    "": _("Taken."),
    "status": _("It answered, but not with a success."),
    "redirect": _("It answered with a redirect, which is not followed. Enter the final address."),
    "gone": _("It answered 410: it no longer wants messages."),
    "never_sent": _("No connection: the name, the port or the certificate does not hold."),
    "answer_lost": _("No answer in time. It may have been taken; the webhook-id tells."),
    "too_large": _("It answered with more than 64 kB. A few words are enough."),
    "forbidden": _("The address is not on the public internet, so it is not called."),
    "secret": _("Its secret cannot be opened. Make a new one."),
    "lost": _("The worker was interrupted. It was sent again."),
}


def problem(code: str) -> Any:
    return PROBLEMS.get(code, code)
