"""Where a post stands, in one sentence: what the top of its page says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.web.joining import flowing, listed
from governance.api import RequestView
from publishing.content.selectors import Look
from publishing.content.states import State
from publishing.content.wire import Wire


@dataclass(frozen=True)
class Stand:
    """`words` is a sentence, `more` a second one or empty."""

    look: Look
    words: str
    more: str = ""
    live: bool = False
    """Whether something may still happen by itself, so that the page asks for news."""


def standing(look: Look, living: Sequence[Wire], request: RequestView | None, deliveries: Sequence[Any]) -> Stand:
    """`living` are the versions that are switched on; `deliveries` rows of publishing.delivery."""
    state = State(look.code)
    out = sum(wire.version.state == State.PUBLISHED for wire in living)
    words, more = _words(state, len(living), out), ""
    if state == State.SCHEDULED and look.kind == "stop":
        words = _("Approved. Its time has passed and it was not sent yet.")
    if state == State.IN_APPROVAL and request and request.open:
        words = _("Waits for %(step)s.") % {"step": request.current.name}
        more = listed(member.name for member in request.current.approvers[:4])
    elif state in {State.SENT_BACK, State.REJECTED} and request and request.decisions:
        last = max(request.decisions, key=lambda one: one.at)
        said = " · ".join(part for part in (last.reason, last.comment) if part)
        more = _("%(name)s: %(words)s") % {"name": last.member.name, "words": said} if said else last.member.name
    elif state in {State.REFUSED, State.UNKNOWN, State.HELD, State.EXPIRED}:
        stuck = next((row for row in deliveries if row.delivery.state == _DELIVERY.get(state)), None)
        if stuck:
            more = flowing([stuck.reason.short, stuck.fix])
    moving = {State.IN_APPROVAL, State.SCHEDULED, State.HELD, State.UNKNOWN, State.PUBLISHED}
    return Stand(look, words, more, live=any(wire.version.state in moving for wire in living))


_DELIVERY = {State.REFUSED: "refused", State.UNKNOWN: "unknown", State.HELD: "held", State.EXPIRED: "expired"}


def _words(state: State, channels: int, out: int) -> str:
    said = {
        State.DRAFT: _("Being written. Nobody was asked to approve it yet."),
        State.IN_APPROVAL: _("Waits for approval."),
        State.SENT_BACK: _("Changes are asked for before it can be approved."),
        State.REJECTED: _("It was rejected and will not go out as it is."),
        State.SCHEDULED: _("Approved. It goes out by itself at its time."),
        State.HELD: _("It is held back. It never goes out late by itself."),
        State.UNKNOWN: _("The network gave no answer. It is looked up, and never sent twice."),
        State.EXPIRED: _("Its time passed and it did not go out."),
        State.WITHDRAWN: _("It was withdrawn."),
    }
    if state in said:
        words = said[state]
    elif state == State.REFUSED:
        words = _("A network or a rule refused it.")
    else:
        words = ngettext("It is out on its channel.", "It is out on all %(count)s channels.", channels) % {
            "count": channels
        }
    if out and out < channels:
        has_it = ngettext("%(out)s of %(count)s channel has it.", "%(out)s of %(count)s channels have it.", channels)
        words = flowing([words, has_it % {"out": out, "count": channels}])
    return words
