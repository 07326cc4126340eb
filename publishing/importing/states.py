"""What an uploaded table goes through."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    UNDONE = "undone", _("Undone")


WORKING = frozenset({State.CHECKING, State.RUNNING})
"""A worker takes it on, step by step."""
MOVES: dict[State, frozenset[State]] = {
    State.CHECKING: frozenset({State.CHECKED}),
    State.CHECKED: frozenset({State.RUNNING, State.CHECKING}),
    # Back to checked: it was to be all or nothing, and one row was refused.
    State.RUNNING: frozenset({State.DONE, State.CHECKED}),
    State.DONE: frozenset({State.UNDONE}),
    State.UNDONE: frozenset(),
}
