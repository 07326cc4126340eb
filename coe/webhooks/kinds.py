"""The notices that webhooks send."""

from django.utils.translation import gettext_lazy as _

from coe.notices.api import register

register(
    "webhook.failing",
    label=_("A webhook has failed for a day"),
    text=_("The webhook “%(name)s” has taken nothing for a day. After five days it is paused."),
    icon="alert-triangle",
    mail=True,
)
register(
    "webhook.paused",
    label=_("A webhook was paused"),
    text=_("The webhook “%(name)s” was paused because it kept failing. What comes meanwhile is held."),
    icon="player-pause",
    mail=True,
)
