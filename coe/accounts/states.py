"""The life of an invitation and of an export; the ways to sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.ACCEPTED, State.REVOKED, State.EXPIRED}),
    State.ACCEPTED: frozenset(),
    State.REVOKED: frozenset(),
    State.EXPIRED: frozenset(),
}


class Making(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class How(models.TextChoices):
    PASSWORD = "password", _("Password")
    FACTOR = "factor", _("Password and second factor")
    PASSKEY = "passkey", _("Passkey")
    MAIL = "mail", _("Link or code in a mail")
