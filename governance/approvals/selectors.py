"""Which requests concern a member, as rows of the queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coe.access.api import Act, Rights
from coe.search.folding import says, words_of
from coe.tenancy.models import Brand, Market, Member
from coe.web.sorting import by_name, ordered
from governance.approvals.models import (
    Answer,
    Decision,
    Request,
    RequestItem,
    RequestStep,
)
from governance.approvals.states import State
from governance.approvals.subjects import Card, provider_of, providers
from governance.policies.evaluation import submitted
from governance.policies.models import Evaluation

LONGEST = 100
"""Rows a queue shows at first, and more by; the counts beside it are of all."""
RECENT = timedelta(days=90)
_FAMILIES = {"block": "stop", "reason": "stop", "warn": "wait", "info": "idle"}
_STATES = {
    State.OPEN: ("wait", "hourglass"),
    State.APPROVED: ("ok", "circle-check"),
    State.SENT_BACK: ("stop", "arrow-back-up"),
    State.REJECTED: ("stop", "x"),
    State.EXPIRED: ("idle", "clock-exclamation"),
    State.WITHDRAWN: ("idle", "arrow-back"),
}


@dataclass(frozen=True)
class Row:
    """A request in the queue."""

    id: UUID
    label: str
    card: Card
    brand: Brand
    state: str
    digest: str
    step: int
    step_name: str
    decide_by: datetime
    opened_at: datetime
    slot: datetime
    findings: int
    kind: str
    """The state family of the loudest finding, or empty."""
    needs_reason: bool

    @property
    def open(self) -> bool:
        return self.state == State.OPEN

    @property
    def chip(self) -> tuple[str, str, str]:
        """kind, icon and words of its state."""
        return look(self.state)

    @property
    def words(self) -> str:
        return self.card.first_line or self.label

    @property
    def digest_words(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"


def _by(model: Any, member: Member, column: str) -> Exists:
    return Exists(model.objects.filter(request=OuterRef("pk"), **{column: member}))


def _wrote(member: Member) -> Q:
    return Q(submitted_by=member) | Q(authors__contains=[member.pk])


def narrowed(found: QuerySet[Request], brand: Brand | None, market: Market | None) -> QuerySet[Request]:
    """Of the brand and the market somebody narrowed every page to."""
    if brand:
        found = found.filter(brand=brand)
    if market:
        there = Q(pk__in=[])
        for subject_type, provider in providers().items():
            there |= Q(subject_type=subject_type, subject_id__in=provider.speaking_to(market.pk))
        found = found.filter(there)
    return found


# Open, at a step that names the member, not of their own writing, not yet answered. By hand, because every page counts
# it, and building it anew costs more than answering it.
_WAITING = """
SELECT request.id FROM governance_request request
WHERE request.state = %s AND request.submitted_by_id <> %s AND %s <> ALL (request.authors)
    AND %s IN (SELECT named.member_id FROM governance_requeststep step
        JOIN governance_stepapprover named ON named.step_id = step.id
        WHERE step.request_id = request.id AND step.position = request.step)
    AND NOT EXISTS (SELECT FROM governance_decision said WHERE said.request_id = request.id AND said.decided_by_id = %s)
    AND NOT EXISTS (SELECT FROM governance_answer said WHERE said.request_id = request.id AND said.member_id = %s)
"""


def to_decide(
    member: Member, rights: Rights, brand: Brand | None = None, market: Market | None = None
) -> QuerySet[Request]:
    """Open requests that wait for this member, by time left."""
    waiting = Q(pk__in=RawSQL(_WAITING, [State.OPEN, *[member.pk] * 5]))  # noqa: S611  (no word in it is anybody's)
    found = Request.objects.filter(rights.within(Act.POST_APPROVE), waiting).order_by("decide_by", "pk")
    return narrowed(found, brand, market)


def _mine(member: Member, rights: Rights, brand: Brand | None, market: Market | None) -> QuerySet[Request]:
    """What the member decided, answered, sent or wrote, as far as it may still be seen."""
    found = Request.objects.filter(may_see(rights, member)).filter(
        _wrote(member) | _by(Decision, member, "decided_by") | _by(Answer, member, "member")
    )
    return narrowed(found, brand, market)


def lists(
    member: Member, rights: Rights, brand: Brand | None = None, market: Market | None = None
) -> dict[str, QuerySet[Request]]:
    """The three lists of the queue.

    decide: what waits for the member, by time left; back: what concerns them and was sent back lately; decided: what
    they answered, and what became of what they sent lately; the newest first.
    """
    mine, since = _mine(member, rights, brand, market), timezone.now() - RECENT
    closed = Q(closed_at__gte=since) & ~Q(state__in=[State.OPEN, State.SENT_BACK])
    answered = Q(state=State.OPEN) & (_by(Decision, member, "decided_by") | _by(Answer, member, "member"))
    return {
        "decide": to_decide(member, rights, brand, market),
        "back": mine.filter(state=State.SENT_BACK, closed_at__gte=since).order_by("-closed_at", "pk"),
        "decided": mine.filter(closed | answered).order_by("-submitted_at", "pk"),
    }


def looked_for(
    found: QuerySet[Request], member: Member, *, words: str = "", state: str = "", mine: bool = False, sort: str = ""
) -> QuerySet[Request]:
    """A history by its filters: words of the post, a state, or only what the member sent, wrote or decided."""
    if words:
        found = found.filter(says(words_of(words), "subject_label"))
    if state in State.values:
        found = found.filter(state=state)
    if mine:
        found = found.filter(_wrote(member) | _by(Decision, member, "decided_by"))
    columns = {
        "post": by_name("subject_label"),
        "brand": by_name("brand__name"),
        "workflow": by_name("workflow_name"),
        "sent_by": by_name("submitted_by__name"),
        "sent": "submitted_at",
        "closed": "closed_at",
        "slot": "slot",
    }
    return found.order_by(*ordered(sort, columns, ("-submitted_at",)))


def look(state: str) -> tuple[str, str, str]:
    """kind, icon and words of a request's state."""
    kind, icon = _STATES[State(state)]
    return kind, icon, str(State(state).label)


def may_see(rights: Rights, member: Member | None = None) -> Q:
    """Requests of the brands one sees posts of; with `member`, also what they sent or wrote, where they see posts of a
    channel of the brand at least."""
    seen = rights.within(Act.POST_SEE) | rights.within(Act.POST_APPROVE)
    return seen | (_wrote(member) & Q(brand__in=brands_of(rights))) if member else seen


def brands_of(rights: Rights) -> QuerySet[Brand]:
    """Brands of which one sees posts, be it on one channel."""
    return Brand.objects.filter(rights.reach(Act.POST_SEE))


def found(rights: Rights, member: Member, wanted: Q) -> QuerySet[Request]:
    """Requests of any state that somebody may see and looks for, the newest first."""
    rows_ = Request.objects.filter(may_see(rights, member), wanted).select_related("brand")
    return rows_.order_by("-submitted_at", "pk")


def request_or_404(request_id: UUID, rights: Rights, member: Member) -> Request:
    """A request the member may see; another organisation's does not exist."""
    seen = Request.objects.filter(may_see(rights, member)).select_related("brand", "submitted_by")
    return get_object_or_404(seen, pk=request_id)


def rows(requests: QuerySet[Request], *, most: int = LONGEST) -> list[Row]:
    """Rows ready for the page, in a number of queries that does not grow with them."""
    return rows_of(list(requests.select_related("brand")[:most]))


def rows_of(found: Sequence[Request]) -> list[Row]:
    """Rows of requests in hand, in a number of queries that does not grow with them."""
    named = RequestStep.objects.filter(request__in=found).order_by()
    steps = {(step.request_id, step.position): step for step in named}
    cards = cards_of(found)
    findings = _findings(found)
    return [_row(one, steps[one.pk, one.step], cards[one.pk], findings.get(one.pk, [])) for one in found]


def _row(request: Request, step: RequestStep, card: Card, severities: list[str]) -> Row:
    loudest = min(severities, key=list(_FAMILIES).index) if severities else ""
    return Row(
        id=request.pk,
        label=request.subject_label,
        card=card,
        brand=request.brand,
        state=request.state,
        digest=request.digest,
        step=request.step,
        step_name=step.name,
        decide_by=request.decide_by,
        opened_at=step.opened_at or request.submitted_at,
        slot=request.slot,
        findings=len(severities),
        kind=_FAMILIES.get(loudest, ""),
        needs_reason="reason" in severities,
    )


def cards_of(requests: Sequence[Request]) -> dict[UUID, Card]:
    """The card of each request's subject, by request id."""
    by_type: dict[str, set[UUID]] = {}
    for one in requests:
        by_type.setdefault(one.subject_type, set()).add(one.subject_id)
    shown: dict[UUID, Card] = {}
    for subject_type, ids in by_type.items():
        provider = provider_of(subject_type)
        shown |= provider.cards(ids) if provider else {}
    return {one.pk: shown.get(one.subject_id) or Card(one.subject_label) for one in requests}


def _findings(requests: Iterable[Request]) -> dict[UUID, list[str]]:
    """Severities of the distinct findings of each request, from what was checked when it was sent."""
    wanted: dict[tuple[UUID, str], list[UUID]] = {}
    for one in requests:
        wanted.setdefault((one.subject_id, one.digest), []).append(one.pk)
    items = RequestItem.objects.filter(request__in=[one.pk for one in requests])
    for item in items:
        wanted.setdefault((item.item_id, item.digest), []).append(item.request_id)
    newest = {(row.subject_id, row.digest): row for row in submitted(wanted)}
    found: dict[UUID, dict[tuple[Any, ...], str]] = {}
    for key, requests_of in wanted.items():
        for finding in newest[key].findings if key in newest else ():
            place = tuple(finding[name] for name in ("rule", "field", "start", "end", "words"))
            for request_id in requests_of:
                found.setdefault(request_id, {})[place] = finding["severity"]
    return {request_id: list(places.values()) for request_id, places in found.items()}


def pending_answer(request_id: UUID, member: Member) -> Answer | None:
    """The member's answer that does not count yet."""
    return Answer.objects.filter(request_id=request_id, member=member).first()


def rules_passed(checked: Iterable[Evaluation], broken: int) -> int:
    """How many of the rules that were run found nothing."""
    return max(0, max((row.rules_run for row in checked), default=0) - broken)
