"""Definitions, what networks said of posts and channels, and clicks on tracked links."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from coe.demo.past import backdated, uid
from coe.demo.shapes import Out
from coe.demo.steps import Stage, step
from reporting.links.models import Click
from reporting.metrics.models import Metric, Observation, Poll
from reporting.metrics.registry import REGISTRY
from reporting.metrics.states import Age

# When a post's figures are kept, and how much of the final figure is there by then.
AGES = ((timedelta(hours=6), 0.34), (timedelta(days=1), 0.62), (timedelta(days=7), 0.93), (timedelta(days=30), 1.0))
# What a usual post ends with, by network and metric.
USUAL: dict[str, dict[str, float]] = {
    "bluesky": {"likes": 64, "reposts": 11, "replies": 4, "quotes": 2, "bookmarks": 5},
    "mastodon": {"likes": 38, "reposts": 14, "replies": 3},
    "newsroom": {"views": 0},
}
CLICKS = {"bluesky": 17.0, "mastodon": 11.0, "newsroom": 28.0}
UNCOUNTED = ("bot", "bot", "bot", "repeat", "prefetch", "head", "member")


@step(64, "definitions")
def definitions(stage: Stage) -> str:
    since = stage.ago(days=400)
    with backdated(Metric):
        rows = Metric.objects.bulk_create(
            Metric(
                id=uid(stage.org.slug, "metric", one.key, one.version), org=stage.org, key=one.key,
                version=one.version, name=one.name, name_zh=one.name_zh, definition=one.definition,
                definition_zh=one.definition_zh, formula=one.formula, unit=one.unit, source=one.source,
                better=one.better, settings=one.settings, valid_from=since,
            )
            for one in REGISTRY.values()
        )  # fmt: skip
        first = next(row for row in rows if row.key == "on_time")
        Metric.objects.create(
            id=uid(stage.org.slug, "metric", "on_time", 2), org=stage.org, key="on_time", version=2, name=first.name,
            name_zh=first.name_zh, definition=first.definition, definition_zh=first.definition_zh,
            formula=first.formula, unit=first.unit, source=first.source, better=first.better,
            settings={**first.settings, "tolerance": 10}, written_by=stage.people["anna"],
            valid_from=stage.ago(days=88),
        )  # fmt: skip
    stage.trail.note(
        stage.ago(days=88), stage.people["anna"], "metric.define", first, label=first.name,
        before={"settings": first.settings}, after={"settings": {"tolerance": 10}, "version": 2},
    )  # fmt: skip
    return f"{len(rows)} metrics, one with a second version"


@step(66, "observations")
def observations(stage: Stage) -> str:
    rows = [*_of_versions(stage), *_of_channels(stage)]
    again = _restated(stage, rows)
    Observation.objects.bulk_create([*rows, *again], batch_size=2000)
    Poll.objects.bulk_create(_polls(stage))
    return f"{len(rows)} observations, {len(again)} restated"


def _observation(
    stage: Stage, metric: str, kind: str, object_id: UUID, since: datetime, until: datetime, value: int, source: str
) -> Observation:
    fetched = until + timedelta(minutes=stage.chance.randint(1, 9))
    return Observation(
        id=uid(stage.org.slug, metric, object_id, until.timestamp()), org=stage.org, metric=metric, metric_version=1,
        object_type=kind, object_id=object_id, period_start=since, period_end=until, value=Decimal(value),
        source=source, fetched_at=fetched,
    )  # fmt: skip


def _of_versions(stage: Stage) -> Iterable[Observation]:
    out: Out
    for out in stage.things["out"]:
        for metric, usual in USUAL[out.network].items():
            final = sum(views for _day, views in out.views_by_day) if metric == "views" else 0
            final = final or int(usual * out.drawn * stage.chance.lognormvariate(0, 0.35))
            last = -1
            for age, share in AGES:
                value = int(final * share)
                if out.at + age < stage.ago(hours=6, minutes=50) and value != last:
                    last = value
                    until = out.at + age
                    yield _observation(stage, metric, "version", out.version_id, out.at, until, value, out.network)


def _of_channels(stage: Stage) -> Iterable[Observation]:
    """Followers, once a day: slow growth, faster in winter, and a step where something happened."""
    brand, began, _ended = stage.things["frozen"]
    for (slug, _key), channel in stage.things["channels"].items():
        if channel.network == "newsroom":
            continue
        count = stage.chance.uniform(900, 14000)
        growth = stage.chance.uniform(0.0006, 0.0019)
        for days in range(364, 0, -1):
            at = stage.ago(days=days).replace(hour=4, minute=10, second=0)
            count *= 1 + growth * stage.chance.uniform(-0.4, 2.2)
            if slug == brand and 0 <= (at - began).days <= 2:
                count *= 1.011
            yield _observation(
                stage, "followers", "channel", channel.pk, at - timedelta(days=1), at, int(count), channel.network
            )


def _restated(stage: Stage, rows: list[Observation]) -> list[Observation]:
    """Networks correct themselves: the same period, another value, said later. The first answer stays."""
    likes = [row for row in rows if row.metric in ("likes", "followers") and row.fetched_at < stage.ago(days=4)]
    made = []
    for row in stage.chance.sample(likes, 36):
        value = max(0, int(row.value * Decimal(str(round(stage.chance.uniform(0.9, 1.04), 3)))))
        made.append(
            Observation(
                id=uid(row.pk, "again"), org=stage.org, metric=row.metric, metric_version=1,
                object_type=row.object_type, object_id=row.object_id, period_start=row.period_start,
                period_end=row.period_end, value=value, source=row.source,
                fetched_at=row.fetched_at + timedelta(hours=stage.chance.randint(20, 80)),
            )
        )  # fmt: skip
    return made


def _polls(stage: Stage) -> list[Poll]:
    last = {"connected": stage.ago(minutes=48)}
    return [
        Poll(
            id=uid(stage.org.slug, "poll", channel.pk, age), org=stage.org, channel=channel, age=age,
            polled_at=last.get(channel.state, stage.ago(hours=6, minutes=44)), next_at=stage.ahead(minutes=30),
        )
        for channel in stage.things["channels"].values()
        for age in (Age.DAY, Age.CHANNEL)
    ]  # fmt: skip


@step(68, "clicks")
def clicks(stage: Stage) -> str:
    rows: list[Click] = []
    out: Out
    for out in stage.things["out"]:
        if out.link_id:
            rows += _clicks(stage, out)
    Click.objects.bulk_create(rows, batch_size=2000)
    brands = {out.link_id: out.brand for out in stage.things["out"] if out.link_id}
    stage.things["clicks"] = [(row.pk, row.link_id, brands[row.link_id], row.at) for row in rows if row.counted]
    return f"{len(rows)} clicks, {len(stage.things['clicks'])} of them counted"


def _clicks(stage: Stage, out: Out) -> Iterable[Click]:
    chance, link_id = stage.chance, out.link_id
    assert link_id is not None
    for number in range(int(CLICKS[out.network] * out.drawn * chance.uniform(0.5, 1.5))):
        at = out.at + timedelta(hours=chance.expovariate(1 / 15), seconds=chance.randint(20, 900))
        if at < stage.now:
            why = chance.choice(UNCOUNTED) if chance.random() < 0.13 else ""
            yield Click(
                id=uid(stage.org.slug, "click", out.version_id, number), org=stage.org, link_id=link_id, at=at,
                brand=stage.brands[out.brand], counted=not why, why=why,
            )  # fmt: skip
