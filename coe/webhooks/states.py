"""The states of an endpoint and of a message to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """Of an endpoint."""

    ENABLED = "enabled", _("on")
    DISABLED = "disabled", _("off")
    PAUSED = "paused", _("paused by failures")
    REMOVED = "removed", _("removed")


STANDINGS: dict[Standing, frozenset[Standing]] = {
    Standing.ENABLED: frozenset({Standing.DISABLED, Standing.PAUSED, Standing.REMOVED}),
    Standing.DISABLED: frozenset({Standing.ENABLED, Standing.REMOVED}),
    Standing.PAUSED: frozenset({Standing.ENABLED, Standing.DISABLED, Standing.REMOVED}),
    Standing.REMOVED: frozenset(),
}


class State(TextChoices):
    """Of a message. Delivered and failed ones wait again when a person has them replayed."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("on its way")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")
    HELD = "held", _("held")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENDING, State.HELD}),
    State.SENDING: frozenset({State.WAITING, State.DELIVERED, State.FAILED}),
    State.DELIVERED: frozenset({State.WAITING}),
    State.FAILED: frozenset({State.WAITING}),
    State.HELD: frozenset({State.WAITING}),
}
