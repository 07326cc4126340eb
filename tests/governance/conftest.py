"""What governance tests share: something that can be approved, and requests on it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from coe.access.api import Act, Doing, action
from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from governance import api
from governance.approvals import subjects
from governance.approvals.models import Mode, Request, Workflow, WorkflowApprover, WorkflowStep
from tests.factories.cast import Org, Person

KIND = "test.thing"


@dataclass
class Things:
    """A registered kind of subject whose content tests can change."""

    texts: dict[UUID, str] = field(default_factory=dict)
    brands: dict[UUID, Brand] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def new(self, brand: Brand, text: str = "Open from Saturday.") -> UUID:
        made = uuid4()
        self.texts[made], self.brands[made] = text, brand
        return made

    def items(self, subject: UUID) -> list[tuple[UUID, str]]:
        return [(subject, hashlib.sha256(self.texts[subject].encode()).hexdigest())]

    def cards(self, ids: Collection[UUID]) -> dict[UUID, api.Card]:
        return {
            one: api.Card(self.texts[one], ["bluesky", "newsroom"], "Opening", "en") for one in ids if one in self.texts
        }

    def detail(self, subject_id: UUID, *, member: Any, seen_digest: str) -> api.Detail:
        self.seen.append(seen_digest)
        shown = {"text": self.texts[subject_id]}
        return api.Detail("governance/approvals/plain.html", shown, self.current_digest(subject_id))

    def current_digest(self, subject_id: UUID) -> str:
        return api.combined_digest(self.items(subject_id))


@pytest.fixture
def things() -> Any:
    made = Things()
    subjects.register_subject(KIND, made)
    yield made
    subjects._PROVIDERS.pop(KIND)


@action(Act.POST_SUBMIT)
def send(
    do: Doing, *, things: Things, subject: UUID, slot: datetime, authors: set[UUID], channels: list[UUID]
) -> Request:
    """What a package to the right does when something is sent for approval."""
    brand = things.brands[subject]
    do.require(brand=brand)
    return api.open_request(
        do,
        subject_type=KIND,
        subject_id=subject,
        label=things.texts[subject][:60],
        brand=brand,
        channel_ids=channels,
        items=things.items(subject),
        slot=slot,
        authors=authors,
    )


def send_now(north: Org, things: Things, by: str = "cal") -> Request:
    """A request on a new thing of the Harbour brand, sent by one of the cast."""
    return send(
        north.people[by].actor,
        things=things,
        subject=things.new(north.brands["harbour"]),
        slot=timezone.now() + timedelta(hours=24),
        authors=set(),
        channels=[uuid4()],
    )


@pytest.fixture
def sent(north: Org, things: Things) -> Any:
    """`sent(north.cal, text=…, hours=…)` is a request on a new thing of the Harbour brand."""

    def make(
        by: Person | None = None,
        *,
        text: str = "Open from Saturday.",
        hours: float = 24,
        authors: set[UUID] = frozenset(),
        brand: str = "harbour",
        subject: UUID | None = None,
        channels: list[UUID] | None = None,
    ) -> Request:
        subject = subject or things.new(north.brands[brand], text)
        return send(
            (by or north.cal).actor,
            things=things,
            subject=subject,
            slot=timezone.now() + timedelta(hours=hours),
            authors=set(authors),
            channels=channels or [uuid4()],
        )

    return make


@pytest.fixture
def workflow(north: Org) -> Any:
    """`workflow(("Brand", "any", 1, ["bea"]), …)` makes the workflow of the Harbour brand."""

    def make(*steps: tuple[str, str, int, list[str]], hours: int = 8, channel: UUID | None = None) -> Workflow:
        with inside(north.id):
            flow = Workflow.objects.create(
                org=north.organisation, name="Two eyes", brand=north.brands["harbour"], channel_id=channel
            )
            for position, (name, mode, needed, people) in enumerate(steps, start=1):
                step = WorkflowStep.objects.create(
                    org=north.organisation,
                    workflow=flow,
                    position=position,
                    name=name,
                    mode=Mode(mode),
                    needed=needed,
                    hours=hours,
                )
                for person in people:
                    WorkflowApprover.objects.create(
                        org=north.organisation, step=step, member=north.people[person].member
                    )
            return flow

    return make
