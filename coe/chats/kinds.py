"""The notices that group chats send."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.chats.words import problem
from coe.notices.api import register


def _why(params: dict[str, Any]) -> dict[str, Any]:
    return {"why": problem(str(params["code"]))}


register(
    "chat.trouble",
    label=_("A group chat takes no notices"),
    text=_("The group “%(name)s” takes no notices. %(why)s"),
    icon="alert-triangle",
    mail=True,
    words=_why,
)
