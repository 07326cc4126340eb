"""A dry run goes through the posts once, and is kept as it ended."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    WAITING = "waiting", _("Being tried")
    DONE = "done", _("Finished")
    STOPPED = "stopped", _("Given up for a newer one")
    FAILED = "failed", _("Could not be finished")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.DONE, State.STOPPED, State.FAILED}),
    State.DONE: frozenset(),
    State.STOPPED: frozenset(),
    State.FAILED: frozenset(),
}
