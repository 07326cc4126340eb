"""The notices that access sends."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.access.acts import Act
from coe.notices.api import register


def _act(params: dict[str, Any]) -> dict[str, Any]:
    return {"act": Act(params["act"]).label}


register(
    "access.granted",
    label=_("Somebody grants you a role"),
    text=_("You now hold the role %(role)s on %(scope)s."),
    icon="key",
    mail=True,
)
register(
    "access.asked",
    label=_("Somebody asks for a right you can grant"),
    text=_("%(name)s asks for the right to %(act)s."),
    icon="lock",
    mail=True,
    words=_act,
)
register(
    "access.declined",
    label=_("Your request for a right is declined"),
    text=_("Your request to %(act)s was declined."),
    icon="lock",
    words=_act,
)
