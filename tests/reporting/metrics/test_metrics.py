"""Definitions have versions; observations are appended; what nobody fetched is not zero."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from coe.access.api import Act, Actor, Denied
from coe.audit.models import Entry
from coe.states import Stale
from coe.tenancy.context import inside
from publishing import api as publishing
from publishing.channels.base import Again, Code, Reading, Refused, Unknown
from reporting.metrics import actions, cadence, polling, selectors, tasks
from reporting.metrics.models import Metric, Observation, Poll
from reporting.metrics.registry import REGISTRY
from reporting.metrics.states import Age
from tests.reporting.conftest import Stage

WORDS = {
    "name": "Return", "name_zh": "回报", "definition": "On margin.", "definition_zh": "按毛利。", "better": "up",
}  # fmt: skip


def test_every_metric_speaks_both_languages() -> None:
    for one in REGISTRY.values():
        assert one.name and one.definition and one.formula and one.source
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.name_zh), one.key
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.definition_zh), one.key
        assert max(len(one.definition), len(one.definition_zh)) <= 500


def test_seeding_writes_each_definition_once(stage: Stage) -> None:
    actor = Actor.task(stage.north.id, "seed", Act.SYSTEM_MAINTAIN)
    assert actions.seed(actor) == len(REGISTRY)
    assert actions.seed(actor) == 0
    with inside(stage.north.id):
        assert Metric.objects.count() == len(REGISTRY)


def test_a_new_version_stands_beside_the_old(stage: Stage, browse: Any) -> None:
    client, url = browse(stage.north.ana), stage.north.url("results/metrics/roi/define/")
    assert "version 1" in client.get(stage.north.url("results/metrics/roi/")).content.decode()
    assert client.post(url, {**WORDS, "margin": "30", "version": "1"}).status_code == 302
    with inside(stage.north.id):
        rows = list(Metric.objects.filter(key="roi").order_by("version").values_list("version", "name", "settings"))
        assert rows == [(1, "Return on cost", {"margin": 100}), (2, "Return", {"margin": 30})]
        assert selectors.in_force()["roi"].knob("margin") == 30
        assert Entry.objects.filter(act="metric.define").count() == 1
    page = client.get(stage.north.url("results/metrics/roi/")).content.decode()
    assert "Version 1" in page and "Version 2" in page and "Ana Analyst" in page
    # A form that began from version 1 comes too late.
    assert client.post(url, {**WORDS, "margin": "50", "version": "1"}).status_code == 409
    with pytest.raises(Stale):
        actions.define(stage.north.ana.actor, key="roi", from_version=1, words=WORDS, knobs={})
    with inside(stage.north.id):
        assert Metric.objects.filter(key="roi").count() == 2


def test_definitions_are_written_once(stage: Stage) -> None:
    actions.define(stage.north.ana.actor, key="roi", from_version=1, words=WORDS, knobs={"margin": 30})
    with inside(stage.north.id):
        for change in (Metric.objects.filter(key="roi").update, Metric.objects.filter(key="roi").delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(**({"name": "x"} if change.__name__ == "update" else {}))


@pytest.mark.parametrize(
    ("field", "typed"), [("margin", "0"), ("margin", "x"), ("name", ""), ("definition", "x" * 501)]
)
def test_bad_definitions_are_told_at_the_field(stage: Stage, browse: Any, field: str, typed: str) -> None:
    data = {**WORDS, "margin": "30", "version": "1"} | {field: typed}
    answer = browse(stage.north.ana).post(stage.north.url("results/metrics/roi/define/"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    with inside(stage.north.id):
        assert Metric.objects.count() == 0


def test_who_may_not_define_changes_nothing(stage: Stage, browse: Any) -> None:
    for who in ("bea", "eve", "cal"):
        url = stage.north.url("results/metrics/roi/define/")
        assert browse(getattr(stage.north, who)).post(url, {**WORDS, "version": "1"}).status_code == 403
    with pytest.raises(Denied):
        actions.define(stage.north.bea.actor, key="roi", from_version=1, words=WORDS, knobs={})
    with inside(stage.north.id):
        assert Metric.objects.count() == 0


def test_an_unknown_metric_is_not_there(stage: Stage, browse: Any) -> None:
    assert browse(stage.north.eve).get(stage.north.url("results/metrics/vanity/")).status_code == 404


# ── polling ─────────────────────────────────────────────────────────────────────────────────────


class Network:
    """Answers what a test wants; remembers what it was asked."""

    def __init__(self) -> None:
        self.posts: Any = {}
        self.channel: Any = []
        self.asked: list[Any] = []

    def read_posts(self, ids: list[str]) -> Any:
        self.asked.append(list(ids))
        if not isinstance(self.posts, dict):
            return self.posts
        return [
            Reading(remote_id, metric, value, timezone.now())
            for remote_id in ids
            for metric, value in self.posts.get(remote_id, {}).items()
        ]

    def read_channel(self) -> Any:
        self.asked.append("channel")
        return self.channel


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    monkeypatch.setattr(publishing, "open_adapter", lambda channel_id: made)
    return made


def poll(stage: Stage, channel: Any, age: str = Age.DAY) -> None:
    tasks.measure(org_id=str(stage.north.id), channel_id=str(channel.pk), age=age)


def values(stage: Stage) -> list[tuple[str, Decimal]]:
    with inside(stage.north.id):
        return list(Observation.objects.order_by("fetched_at", "metric").values_list("metric", "value"))


def test_figures_are_appended_when_they_change(stage: Stage, network: Network, time_machine: Any) -> None:
    time_machine.move_to("2027-03-24T12:00:00Z", tick=False)
    _post, version, _link = stage.post(network="bluesky")
    channel = stage.channel(network="bluesky")
    network.posts = {f"r-{version.pk}": {"likes": 3, "clicks": 9}}
    poll(stage, channel)
    assert values(stage) == [("likes", Decimal(3))]  # clicks are counted by tracked links, once
    poll(stage, channel)
    assert len(network.asked) == 1  # not due yet
    time_machine.move_to("2027-03-24T13:01:00Z", tick=False)
    poll(stage, channel)
    assert values(stage) == [("likes", Decimal(3))]
    time_machine.move_to("2027-03-24T14:02:00Z", tick=False)
    network.posts = {f"r-{version.pk}": {"likes": 2}}
    poll(stage, channel)
    assert values(stage) == [("likes", Decimal(3)), ("likes", Decimal(2))]
    with inside(stage.north.id):
        end = datetime(2027, 3, 24, 23, 0, tzinfo=UTC)  # midnight in Zurich
        assert {row.period_end for row in Observation.objects.all()} == {end}
        assert selectors.in_period("likes", version.pk, period_end=end) == 2
        before = datetime(2027, 3, 24, 13, 30, tzinfo=UTC)
        assert selectors.in_period("likes", version.pk, period_end=end, known_at=before) == 3
        assert selectors.latest(["likes"], [version.pk], known_at=before)["likes", version.pk].value == 3
        assert selectors.latest(["likes", "views"], [version.pk]).keys() == {("likes", version.pk)}
        assert selectors.freshness([channel.pk])[channel.pk].polled_at == datetime(2027, 3, 24, 14, 2, tzinfo=UTC)


def test_observations_are_never_changed(stage: Stage, network: Network) -> None:
    _post, version, _link = stage.post(network="bluesky")
    network.posts = {f"r-{version.pk}": {"likes": 3}}
    poll(stage, stage.channel(network="bluesky"))
    with inside(stage.north.id), pytest.raises(DatabaseError), transaction.atomic():
        Observation.objects.update(value=0)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Refused(Code.RECONNECT, "no"), "reconnect"), (Again(120, "later"), "again"), (Unknown("lost"), "unknown"),
    ],
)  # fmt: skip
def test_a_failure_is_kept_and_is_not_zero(
    stage: Stage, network: Network, answer: Any, problem: str, browse: Any
) -> None:
    post, _version, _link = stage.post(network="bluesky")
    network.posts = answer
    poll(stage, stage.channel(network="bluesky"))
    assert values(stage) == []
    with inside(stage.north.id):
        row = Poll.objects.get()
        assert (row.problem, row.failures, row.polled_at) == (problem, 1, None)
        assert row.next_at > timezone.now() + timedelta(seconds=100)
        assert Entry.objects.filter(act="system.observe", detail="failed").count() == 1
    context = panel(stage, post)
    assert (context["rows"][0].views, context["rows"][0].reactions) == ("–", "–")
    assert context["rows"][0].fresh.problem == problem


def panel(stage: Stage, post: Any) -> Any:
    from types import SimpleNamespace

    from reporting.dashboards.panel import results

    with inside(stage.north.id):
        rights = stage.north.eve.actor.rights
        made = results(SimpleNamespace(rights=rights, org=stage.north.organisation), post.pk)
    assert made is not None
    return made.context


def test_a_channel_without_a_login_is_a_failure_too(stage: Stage) -> None:
    stage.post(network="bluesky")
    poll(stage, stage.channel(network="bluesky"))
    with inside(stage.north.id):
        assert Poll.objects.get().problem == "not_connected"


def test_young_posts_are_asked_about_often_and_old_ones_no_more(
    stage: Stage, network: Network, time_machine: Any
) -> None:
    now = datetime(2027, 6, 1, 12, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    ages = {"hour": 1 / 24, "week": 3, "old": 30, "gone": 91}
    ids = {}
    for name, days in ages.items():
        _post, version, _link = stage.post(network="bluesky", at=now - timedelta(days=days))
        ids[name] = f"r-{version.pk}"
    channel = stage.channel(network="bluesky")
    with inside(stage.north.id):
        assert sorted(polling.due(now)) == sorted((channel.pk, age) for age in Age.values)
    for age in (Age.DAY, Age.WEEK, Age.QUARTER, Age.CHANNEL):
        poll(stage, channel, age)
    assert network.asked == [[ids["hour"]], [ids["week"]], [ids["old"]], "channel"]
    with inside(stage.north.id):
        assert polling.due(now) == []
        assert {row.age: row.next_at - now for row in Poll.objects.all()} == {
            Age.DAY: timedelta(hours=1), Age.WEEK: timedelta(hours=6), Age.QUARTER: timedelta(days=1),
            Age.CHANNEL: timedelta(hours=6),
        }  # fmt: skip


def test_many_posts_are_asked_about_in_parts(stage: Stage, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cadence, "FEW", 2)
    for _ in range(3):
        stage.post(network="bluesky")
    poll(stage, stage.channel(network="bluesky"))
    assert [len(ids) for ids in network.asked] == [2, 1]


def test_followers_belong_to_the_channel_and_the_day(stage: Stage, network: Network) -> None:
    channel = stage.channel(network="bluesky")
    network.channel = [Reading("", "followers", 812, timezone.now())]
    poll(stage, channel, Age.CHANNEL)
    with inside(stage.north.id):
        row = Observation.objects.get()
    assert (row.metric, row.object_type, row.object_id, row.value) == ("followers", "channel", channel.pk, 812)
    assert row.period_end - row.period_start in {timedelta(hours=hours) for hours in (23, 24, 25)}


def test_the_other_organisations_channel_is_not_polled(stage: Stage, network: Network) -> None:
    channel = stage.channel("bakery", "bluesky", stage.cast.south)
    poll(stage, channel)
    assert network.asked == []


def test_the_post_page_adds_up_what_networks_say(stage: Stage, network: Network) -> None:
    post, version, _link = stage.post(network="bluesky")
    network.posts = {f"r-{version.pk}": {"likes": 3, "reposts": 2, "replies": 4}}
    poll(stage, stage.channel(network="bluesky"))
    [row] = panel(stage, post)["rows"]
    assert (row.views, row.reactions, row.responses) == ("–", "5", "4")
