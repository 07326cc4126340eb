"""A mention waits until somebody handled it or set it aside."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    NEW = "new", _("New")
    HANDLED = "handled", _("Handled")
    ASIDE = "aside", _("Set aside")


MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.HANDLED, State.ASIDE}),
    State.HANDLED: frozenset({State.NEW}),
    State.ASIDE: frozenset({State.NEW}),
}
