"""What a post's version for one channel goes through. A post has no state of its own: it is derived (see `overall`)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    SENT_BACK = "sent_back", _("Sent back")
    REJECTED = "rejected", _("Rejected")
    SCHEDULED = "scheduled", _("Scheduled")
    HELD = "held", _("Held")
    PUBLISHED = "published", _("Published")
    UNKNOWN = "unknown", _("Outcome unknown")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_APPROVAL, State.WITHDRAWN}),
    State.IN_APPROVAL: frozenset(
        {State.DRAFT, State.SENT_BACK, State.REJECTED, State.SCHEDULED, State.EXPIRED, State.WITHDRAWN}
    ),
    State.SENT_BACK: frozenset({State.DRAFT, State.IN_APPROVAL, State.WITHDRAWN}),
    State.REJECTED: frozenset({State.DRAFT}),
    State.SCHEDULED: frozenset(
        {State.DRAFT, State.PUBLISHED, State.REFUSED, State.UNKNOWN, State.HELD, State.EXPIRED, State.WITHDRAWN}
    ),
    State.HELD: frozenset({State.SCHEDULED, State.DRAFT, State.EXPIRED, State.WITHDRAWN}),
    State.UNKNOWN: frozenset({State.PUBLISHED, State.REFUSED, State.SCHEDULED}),
    State.REFUSED: frozenset({State.SCHEDULED, State.DRAFT, State.WITHDRAWN}),
    State.EXPIRED: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.DRAFT}),
    State.PUBLISHED: frozenset(),
}

# The state that most needs a person speaks for the whole post.
LOUDEST = (
    State.UNKNOWN, State.REFUSED, State.HELD, State.SENT_BACK, State.REJECTED, State.EXPIRED, State.IN_APPROVAL,
    State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.WITHDRAWN,
)  # fmt: skip


PATIENCE = timedelta(minutes=2)
"""How long after its time a post may still be on its way out before it counts as late."""


def overall(states: Iterable[str]) -> State:
    """The state a post shows, from the states of its versions; a post without versions is a draft."""
    present = set(states)
    return next((state for state in LOUDEST if state in present), State.DRAFT)


def in_question(states: Iterable[str]) -> frozenset[State]:
    """What a request about a post covers: what is in approval, or, once decided, all that is not withdrawn."""
    waits = State.IN_APPROVAL in set(states)
    return frozenset({State.IN_APPROVAL}) if waits else frozenset(State) - {State.WITHDRAWN}
