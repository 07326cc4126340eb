"""A freeze is on until somebody lifts it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    ON = "on", _("Publishing stopped")
    LIFTED = "lifted", _("Lifted")


MOVES: dict[State, frozenset[State]] = {State.ON: frozenset({State.LIFTED}), State.LIFTED: frozenset()}
