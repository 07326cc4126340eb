"""What is missing, in plain words, for whoever connects a group."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, Any] = {
    "signature": _("The signature was not accepted. Copy the secret again from the bot’s security settings."),
    "keyword": _("The bot only takes messages with a certain word. Switch that off, or sign messages instead."),
    "address": _("The bot only takes messages from certain addresses. Add this server’s address there."),
    "gone": _("The bot is not there any more: it was removed, or the address is not complete."),
    "forbidden": _("The workspace does not allow messages from outside. Ask its administrator."),
    "refused": _("The message was refused. What the service said stands beside this."),
    "throttled": _("Too many messages at once. It is tried again in a minute, with everything in one message."),
    "down": _("The service does not work right now. It is tried again."),
    "never_sent": _("No connection. It is tried again."),
    "answer_lost": _("No answer came. The message may be there; it is not sent again."),
    "too_large": _("The answer was too long to read. The message may be there; it is not sent again."),
    "blocked": _("This address is not on the public internet, so it is not called."),
    "secret": _("The stored address cannot be opened. Enter it again."),
    "tired": _("It was tried eight times in vain."),
}


def problem(code: str) -> Any:
    return PROBLEMS.get(code, code)
