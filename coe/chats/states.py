"""The states of a group chat and of a line to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """Of a group chat."""

    ENABLED = "enabled", _("on")
    DISABLED = "disabled", _("off")
    TROUBLE = "trouble", _("needs attention")
    REMOVED = "removed", _("removed")


STANDINGS: dict[Standing, frozenset[Standing]] = {
    Standing.ENABLED: frozenset({Standing.DISABLED, Standing.TROUBLE, Standing.REMOVED}),
    Standing.DISABLED: frozenset({Standing.ENABLED, Standing.REMOVED}),
    Standing.TROUBLE: frozenset({Standing.ENABLED, Standing.DISABLED, Standing.REMOVED}),
    Standing.REMOVED: frozenset(),
}


class State(TextChoices):
    """Of a line. An unknown outcome is not sent again: people would read it twice."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("on its way")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("unknown")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENDING, State.FAILED}),
    State.SENDING: frozenset({State.WAITING, State.SENT, State.FAILED, State.UNKNOWN}),
    State.SENT: frozenset(),
    State.FAILED: frozenset(),
    State.UNKNOWN: frozenset(),
}
