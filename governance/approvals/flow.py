"""Which workflow applies, and who can really decide its steps.

Approval cannot be skipped: without a workflow, one step by anybody who may approve posts of the brand. A request
that goes to channels with different workflows passes the steps of each.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from coe.access.api import Act, Place, holders
from coe.tenancy.models import Member
from governance.approvals.models import Mode, Workflow, WorkflowStep

BUILT_IN_HOURS = 8


@dataclass(frozen=True)
class FlowStep:
    """A step as it would be frozen. `approvers` are those who can decide; fewer than `needed` cannot pass it."""

    position: int
    name: str
    mode: str
    needed: int
    hours: int
    approvers: list[Member] = field(default_factory=list)
    fallback: bool = False
    """Nobody named in the workflow can decide, so those who may approve for the brand do."""

    @property
    def passable(self) -> bool:
        return len(self.approvers) >= self.needed > 0


@dataclass(frozen=True)
class Flow:
    name: str
    steps: list[FlowStep]
    specific: bool
    """Whether somebody configured it, for this place or for the organisation."""


def workflow_for(*, brand_id: UUID, channel_ids: Iterable[UUID], authors: Collection[UUID] = frozenset()) -> Flow:
    """The workflow of a post for a brand's channels, with the approvers who are not among `authors`."""
    pool = [member for member in holders(Act.POST_APPROVE, Place(brand=brand_id)) if member.pk not in authors]
    workflows = _workflows(brand_id, list(channel_ids))
    if not workflows:
        step = FlowStep(1, _("Approval"), Mode.ANY, 1, BUILT_IN_HOURS, pool)
        return Flow(_("One approval"), [step], specific=False)
    steps: list[FlowStep] = []
    known: set[tuple[str, frozenset[UUID]]] = set()
    for workflow in workflows:
        for row in workflow.steps.all():
            key = (row.name.casefold(), frozenset(one.member_id for one in row.approvers.all()))
            if key not in known:
                known.add(key)
                steps.append(_frozen(len(steps) + 1, row, pool))
    return Flow(" + ".join(workflow.name for workflow in workflows), _distinct(steps, pool), specific=True)


def _workflows(brand_id: UUID, channel_ids: list[UUID]) -> list[Workflow]:
    """The most specific workflow of each channel, each once."""
    rows = (
        Workflow.objects.filter(retired_at__isnull=True)
        .filter(Q(channel_id__in=channel_ids) | Q(channel_id__isnull=True))
        .filter(Q(brand_id=brand_id) | Q(brand__isnull=True))
        .prefetch_related("steps__approvers")
    )
    by_channel = {row.channel_id: row for row in rows if row.channel_id}
    general = next((row for row in rows if row.brand_id and not row.channel_id), None)
    general = general or next((row for row in rows if not row.brand_id and not row.channel_id), None)
    wanted = [by_channel.get(channel, general) for channel in channel_ids or [UUID(int=0)]]
    found = {row.pk: row for row in wanted if row}
    return sorted(found.values(), key=lambda row: (row.channel_id is not None, row.name))


def _frozen(position: int, step: WorkflowStep, pool: list[Member]) -> FlowStep:
    named = {one.member_id for one in step.approvers.all()}
    able = [member for member in pool if member.pk in named]
    needed = {Mode.ANY: 1, Mode.ALL: len(able), Mode.SOME: step.needed}[Mode(step.mode)]
    made = FlowStep(position, step.name, step.mode, needed, step.hours, able)
    return made if made.passable else widened(made, pool)


def widened(step: FlowStep, pool: list[Member]) -> FlowStep:
    """The step opened to everybody in the pool. “All of them” becomes “any one”: nobody named them."""
    if step.mode == Mode.ALL:
        return replace(step, mode=Mode.ANY.value, needed=1, approvers=pool, fallback=True)
    return replace(step, approvers=pool, fallback=True)


def _distinct(steps: list[FlowStep], pool: list[Member]) -> list[FlowStep]:
    """Nobody decides twice on one request: when too few people stand for all steps, the last ones are widened."""
    made = list(steps)
    for place in reversed(range(len(made))):
        if enough_people(made):
            break
        if not made[place].fallback:
            made[place] = widened(made[place], pool)
    return made


def enough_people(steps: Iterable[FlowStep]) -> bool:
    """Whether different people can be found for everything the steps need (a matching of seats to people)."""
    seats = [
        {member.pk for member in step.approvers}
        for step in steps
        for _seat in range(1 if step.mode == Mode.ALL else step.needed)
    ]
    taken: dict[UUID, int] = {}

    def seat(number: int, tried: set[UUID]) -> bool:
        for person in seats[number] - tried:
            tried.add(person)
            if person not in taken or seat(taken[person], tried):
                taken[person] = number
                return True
        return False

    return all(seat(number, set()) for number in range(len(seats)))
