"""A rule is drafted, switched on, and retired."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("On")
    RETIRED = "retired", _("Retired")


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ACTIVE, State.RETIRED}),
    State.ACTIVE: frozenset({State.RETIRED}),
    State.RETIRED: frozenset({State.ACTIVE}),
}
