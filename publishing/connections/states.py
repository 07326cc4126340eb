"""A channel is connected, needs attention, or is switched off."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    UNCONNECTED = "unconnected", _("Not connected")
    CONNECTED = "connected", _("Connected")
    ATTENTION = "attention", _("Needs reconnecting")
    OFF = "off", _("Switched off")


MOVES: dict[State, frozenset[State]] = {
    State.UNCONNECTED: frozenset({State.CONNECTED, State.OFF}),
    State.CONNECTED: frozenset({State.ATTENTION, State.UNCONNECTED, State.OFF}),
    State.ATTENTION: frozenset({State.CONNECTED, State.UNCONNECTED, State.OFF}),
    State.OFF: frozenset({State.UNCONNECTED, State.CONNECTED}),
}
