"""The life of sample content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    ASKED = "asked", _("being made")
    READY = "ready", _("there")
    FAILED = "failed", _("could not be made")


MOVES: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.READY, State.FAILED}),
    State.READY: frozenset(),
    State.FAILED: frozenset({State.ASKED}),
}
