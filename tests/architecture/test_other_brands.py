"""The other brand: whoever works on one brand meets nothing of another, at any address and by any operation.

As `test_foreign` walks across organisations, this walks across brands of one: as a person with every role on harbour,
and as a token that is for harbour while its member holds everything.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from coe.access.founding import found
from coe.access.models import Role, Scope
from coe.api.samples import sample
from coe.audit.models import Entry
from coe.exports.registry import sources
from coe.lists.kinds import _kinds as KINDS
from coe.notices.models import Notice
from coe.states import move
from coe.tenancy.context import inside
from governance.approvals.models import Request, Workflow, WorkflowStep
from governance.crisis.models import Freeze
from governance.notes.models import CalendarNote
from governance.policies import actions as policies
from governance.policies.models import Rule
from governance.policies.params import read as read_params
from listening.mentions.models import Mention
from listening.sources.models import Source
from publishing.models import Asset, Campaign, Channel, Delivery, Post, Revision, Version
from reporting.attribution.models import Cost
from reporting.goals.models import Goal
from tests.architecture.test_foreign import fill
from tests.architecture.test_urls import walk
from tests.coe_access.test_narrowing import hold
from tests.coe_api.conftest import Program, all_roles, give_token
from tests.coe_api.test_operations import ID, operations
from tests.factories.cast import Org, Person, add_person

MARK = "Quokka"
"""Stands in every name and every word of valley, and nowhere else."""
FIGURE = "7654321"
"""Of valley’s goal and cost, which have few words or none."""

# Where something of another brand may be met, by “get <address>”, “post <address>” or operation, and why.
# Not judged at all: the names of brands and of people, which everybody of the organisation may know.
ON_PURPOSE: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _roomy(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 100_000)


@pytest.fixture
def theirs(north: Org) -> dict[str, Any]:
    """One row of everything that a brand has, all of valley."""
    valley, org, vic = north.brands["valley"], north.organisation, north.vic.member
    now = timezone.now()
    today = now.date()
    rule = policies.create(
        north.cleo.actor, kind="blocked_terms", brand_id=valley.pk,
        params=read_params("blocked_terms", {"terms": [{"text": f"{MARK}term", "suggestion": ""}], "allowed": []}),
        words={"name": f"{MARK} claims", "severity": "warn", "message": f"{MARK} message"},
    )  # fmt: skip
    policies.switch_on(north.cleo.actor, rule_id=rule.pk)
    with inside(north.id):
        own = {"org": org, "brand": valley}
        flow = Workflow.objects.create(**own, name=f"{MARK} eyes")
        WorkflowStep.objects.create(org=org, workflow=flow, position=1, name=f"{MARK} step")
        campaign = Campaign.objects.create(
            **own, name=f"{MARK} spring", slug="quokka-spring", starts_on=today, ends_on=today + timedelta(days=9)
        )
        asset = Asset.objects.create(
            **own, sha256="0" * 64, mime="image/webp", size=9, width=9, height=9, name=f"{MARK}.webp", alt=MARK
        )
        channel = Channel.objects.create(**own, network="newsroom", handle="quokka", name=f"{MARK} news")
        Channel.objects.filter(pk=channel.pk).update(state="connected")
        post = Post.objects.create(
            **own, campaign=campaign, title=f"{MARK} launch", text=f"{MARK} text", zone="UTC", author=vic,
            slot=now + timedelta(days=1), authors=[vic.pk],
        )  # fmt: skip
        version = Version.objects.create(org=org, post=post, channel=channel)
        Revision.objects.create(org=org, post=post, number=1, member=vic, content={"title": f"{MARK} launch"})
        for state in ("in_approval", "scheduled"):
            move(version, state)
        delivery = Delivery.objects.create(
            org=org, version=version, channel=channel, digest="1" * 64, slot=post.slot, not_before=post.slot,
            expires_at=post.slot + timedelta(hours=9),
        )  # fmt: skip
        request = Request.objects.create(
            **own, subject_type="publishing.post", subject_id=post.pk, subject_label=f"{MARK} launch", digest="2" * 64,
            workflow_name=f"{MARK} eyes", submitted_by=vic, slot=post.slot, decide_by=post.slot,
        )  # fmt: skip
        source = Source.objects.create(**own, kind="feed", name=f"{MARK} feed", url="https://quokka.example/feed")
        mention = Mention.objects.create(
            **own, source=source, kind="news", remote_id="q1", title=f"{MARK} heard", text=f"{MARK} words",
            author_name=f"{MARK} author", published_at=now,
        )  # fmt: skip
        return {
            "rule": rule, "workflow": flow, "campaign": campaign, "asset": asset, "channel": channel, "post": post,
            "version": version, "delivery": delivery, "request": request, "source": source, "mention": mention,
            "freeze": Freeze.objects.create(**own, reason=f"{MARK} storm", declared_by=vic),
            "note": CalendarNote.objects.create(
                **own, kind="embargo", title=f"{MARK} fair", first=today, last=today, set_by=vic
            ),
            "cost": Cost.objects.create(
                **own, campaign=campaign, what=f"{MARK} photos", amount=FIGURE, currency="EUR", spent_on=today,
                entered_by=vic,
            ),
            "goal": Goal.objects.create(
                **own, metric="engagements", starts_on=today, ends_on=today, target=FIGURE, set_by=vic
            ),
        }  # fmt: skip


def told(org: Org, person: Person) -> Notice:
    """A notice to a person about something of valley."""
    with inside(org.id):
        return Notice.objects.create(
            org=org.organisation, member=person.member, kind="access.granted", subject_type="x", subject_id="1",
            url="/", brand=org.brands["valley"], params={"role": MARK, "scope": MARK},
        )  # fmt: skip


@pytest.fixture
def harbour_person(north: Org) -> Person:
    """Holds every role on harbour."""
    person = add_person(north, "Max Might", "max", "", "")
    with inside(north.id):
        found(north.organisation)
        keys = list(Role.objects.exclude(key="").values_list("key", flat=True))
    for key in keys:
        hold(north, person, key, Scope.BRAND, north.brands["harbour"])
    return person


def body_of(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(raw).decode(errors="replace")


def leaked(text: str, theirs: dict[str, Any], asked: UUID | None = None) -> set[str]:
    """What of valley stands in an answer; the id that was asked for may be repeated in it."""
    ids = {name for name, row in theirs.items() if row.pk != asked and str(row.pk) in text}
    plain = text.replace(",", "").replace("\N{NARROW NO-BREAK SPACE}", "").replace("’", "")
    return ids | {word for word in (MARK, FIGURE) if word.lower() in plain.lower()}


def pages() -> Iterator[str]:
    """Every address inside an organisation, with words that its parameters take."""
    for route in sorted({route for route, _view in walk() if route.startswith("o/<slug:org>/")}):
        if "<slug:kind>" in route and "/lists/" in route:
            yield from (route.replace("<slug:kind>", kind) for kind in KINDS)
        elif "<slug:name>.<slug:form>" in route:
            yield from (route.replace("<slug:name>.<slug:form>", f"{one.name}.csv") for one in sources())
        else:
            yield route


def meant(route: str, rows: dict[str, Any]) -> list[Any]:
    """The ids to put into an address: of what its parameter names, or of some things when it names none of them."""
    named = {name.removesuffix("_id") for name in re.findall(r"<uuid:(\w+)>", route)}
    found = [row.pk for name, row in rows.items() if name in named]
    return found or [rows[name].pk for name in ("post", "rule", "channel")]


def as_they_stand(theirs: dict[str, Any]) -> dict[str, Any]:
    return {name: type(row)._default_manager.filter(pk=row.pk).values().first() for name, row in theirs.items()}


def test_a_person_of_one_brand_meets_nothing_of_another(
    north: Org, theirs: dict[str, Any], harbour_person: Person, browse: Any
) -> None:
    client = browse(harbour_person)
    with inside(north.id):
        before = as_they_stand(theirs)
    leaks = []
    for route in pages():
        ids = meant(route, theirs) if "<uuid:" in route else [None]
        for id_ in ids:
            path = fill(route, north.slug, id_ or uuid4())
            for query in ("", "?brand=valley&q=quokk") if id_ is None else ("",):
                answer = client.get(path + query)
                if bad := leaked(body_of(answer), theirs, id_):
                    leaks.append(f"get {route}{query}: {answer.status_code} {sorted(bad)}")
            if id_:
                answer = client.post(path)
                if bad := leaked(body_of(answer), theirs, id_):
                    leaks.append(f"post {route}: {answer.status_code} {sorted(bad)}")
    leaks = [one for one in dict.fromkeys(leaks) if one.split(": ")[0] not in ON_PURPOSE]
    assert leaks == []
    with inside(north.id):
        assert as_they_stand(theirs) == before
        assert not Entry.objects.filter(
            actor_label="Max Might", subject_id__in=[str(row.pk) for row in theirs.values()]
        ).exists()


def test_a_token_for_one_brand_meets_nothing_of_another(north: Org, theirs: dict[str, Any]) -> None:
    """Though its member holds every role on everything, and was told of it."""
    person = all_roles(north, "Max Might", "max")
    notice = told(north, person)
    rows = theirs | {"notice": notice}
    caller = Program(*give_token(person, brands=[north.brands["harbour"]]))
    with inside(north.id):
        before = as_they_stand(rows)
    leaks = []
    for route, operation in operations():
        if operation.id == "tokens_revoke_self":
            continue
        named = bool(ID.search(route))
        for id_ in meant(route, rows) if named else [None]:
            path = ID.sub(str(id_), route).replace("<slug:key>", "revenue")
            for query in asked(operation, route, str(north.brands["valley"].pk)):
                body = query if operation.method == "GET" else sample(operation.takes) if operation.takes else None
                more = {"If-Match": '"1"'} if operation.revised else {}
                if not named and operation.writes:
                    continue
                answer = caller.call(operation.method, path, body, **more)
                if bad := leaked(body_of(answer), rows, id_):
                    leaks.append(f"{operation.id} {query}: {answer.status_code} {sorted(bad)}")
    leaks = [one for one in dict.fromkeys(leaks) if one.split()[0] not in ON_PURPOSE]
    assert leaks == []
    with inside(north.id):
        assert as_they_stand(rows) == before


def asked(operation: Any, route: str, valley: str) -> Iterator[dict[str, str]]:
    """As the operation comes, and narrowed to the other brand where it can be."""
    always: dict[str, str] = {}
    if route == "/calendar":
        day = timezone.now().date()
        always = {"first": str(day), "until": str(day + timedelta(days=5))}
    yield dict(always)
    fields = operation.filters().fields if operation.filters else {}
    if operation.method == "GET" and "brand" in fields:
        yield {**always, "brand": valley}
    if operation.method == "GET" and "q" in fields:
        yield {**always, "q": "quokk"}


def test_the_exceptions_are_few_and_say_why() -> None:
    assert len(ON_PURPOSE) <= 5
    assert all(len(why) > 30 for why in ON_PURPOSE.values())


def test_rules_of_all_brands_are_met(north: Org, harbour_person: Person, browse: Any) -> None:
    """The walk is not empty: what is for everybody is there."""
    with inside(north.id):
        Rule.objects.create(org=north.organisation, name="For all", kind="blocked_terms", severity="warn")
    assert "For all" in browse(harbour_person).get(north.url("governance/rules/")).content.decode()
