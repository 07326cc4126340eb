"""Writing definitions and observations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone

from coe.access.api import Act, Doing, action
from coe.states import Stale
from publishing import api as publishing
from publishing.channels.base import Code
from reporting.metrics.models import Metric, Observation, Poll
from reporting.metrics.registry import READ_AS, REGISTRY, Definition


def _write_missing(do: Doing, keys: Iterable[str]) -> list[Metric]:
    """The versions the product came with, as rows. Never touches a key that members have defined themselves."""
    held = dict(Metric.objects.filter(key__in=list(keys)).values_list("key").annotate(Max("version")))
    mine = set(Metric.objects.filter(written_by__isnull=False).values_list("key", flat=True))
    missing = [one for key in keys if (one := REGISTRY[key]) and held.get(key, 0) < one.version and key not in mine]
    return Metric.objects.bulk_create([_row(do, one) for one in missing])


def _row(do: Doing, one: Definition) -> Metric:
    return Metric(
        org_id=do.org_id, key=one.key, version=one.version, name=one.name, name_zh=one.name_zh,
        definition=one.definition, definition_zh=one.definition_zh, formula=one.formula, unit=one.unit,
        source=one.source, better=one.better, settings=one.settings,
    )  # fmt: skip


@action(Act.SYSTEM_MAINTAIN)
def seed(do: Doing) -> int:
    """Writes the definitions the product came with that this organisation does not have yet; how many."""
    do.require()
    made = _write_missing(do, REGISTRY)
    for row in made:
        do.record(row, label=row.name, after={"key": row.key, "version": row.version})
    if not made:
        do.nothing()
    return len(made)


@action(Act.METRIC_DEFINE)
def define(do: Doing, *, key: str, from_version: int, words: Mapping[str, str], knobs: Mapping[str, int]) -> int:
    """Writes the next version of a definition; the version. `words`: name, name_zh, definition, definition_zh, better.

    Raises Stale when somebody wrote a version since `from_version` was read.
    """
    do.require()
    _write_missing(do, [key])
    last = Metric.objects.filter(key=key).order_by("-version").first()
    assert last is not None  # the line above wrote one
    if last.version != from_version:
        raise Stale(last)
    before = {name: getattr(last, name) for name in words} | {"settings": last.settings}
    after: dict[str, Any] = {**words, "settings": {**last.settings, **knobs}}
    if before == after:
        do.nothing()
        return last.version
    made = Metric.objects.create(
        org_id=do.org_id, key=key, version=last.version + 1, formula=last.formula, unit=last.unit,
        source=last.source, written_by_id=do.actor.member_id, **after,
    )  # fmt: skip
    do.record(made, label=made.name, before=before, after=after | {"version": made.version})
    return made.version


@dataclass(frozen=True)
class Read:
    """One figure of one object: a version of a post, or a channel. `since`: what the value counts from."""

    object_type: str
    object_id: UUID
    metric: str
    value: int
    since: datetime
    until: datetime
    fetched_at: datetime


@action(Act.SYSTEM_OBSERVE)
def observe(do: Doing, *, channel_id: UUID, age: str, network: str, reads: Iterable[Read], next_at: datetime) -> int:
    """Keeps what a network said, and that it was asked. Figures that did not change are not written again.

    How many observations were written.
    """
    do.require(channel=channel_id)
    reads = [read for read in reads if read.metric in READ_AS]
    versions = dict(
        Metric.objects.filter(key__in=READ_AS).values_list("key").annotate(Max("version"))
    )  # fmt: skip
    last = _last_values(reads)
    rows = [
        Observation(
            org_id=do.org_id, metric=read.metric, metric_version=versions.get(read.metric, 1),
            object_type=read.object_type, object_id=read.object_id, period_start=read.since, period_end=read.until,
            value=read.value, source=network, fetched_at=read.fetched_at,
        )
        for read in reads
        if last.get((read.metric, read.object_id)) != read.value
    ]  # fmt: skip
    Observation.objects.bulk_create(rows, batch_size=500)
    poll, _made = Poll.objects.update_or_create(
        org_id=do.org_id, channel_id=channel_id, age=age,
        defaults={"polled_at": timezone.now(), "next_at": next_at, "failures": 0, "problem": "", "failed_at": None},
    )  # fmt: skip
    if rows:
        do.record(poll, label=network, after={"age": age, "observations": len(rows)})
    else:
        do.nothing()
    return len(rows)


def _last_values(reads: list[Read]) -> dict[tuple[str, UUID], Any]:
    rows = (
        Observation.objects.filter(
            metric__in={read.metric for read in reads}, object_id__in={read.object_id for read in reads}
        )
        .order_by("metric", "object_id", "-period_end", "-fetched_at")
        .distinct("metric", "object_id")
    )
    return {(row.metric, row.object_id): row.value for row in rows}


LONGEST = timedelta(hours=6)


@action(Act.SYSTEM_OBSERVE)
def failed(do: Doing, *, channel_id: UUID, age: str, problem: str, after: timedelta | None = None) -> None:
    """A poll that brought no answer: what was wrong, and when to ask again. No figure is written."""
    do.require(channel=channel_id)
    now = timezone.now()
    poll, _made = Poll.objects.get_or_create(
        org_id=do.org_id, channel_id=channel_id, age=age, defaults={"next_at": now}
    )
    gap = after or min(timedelta(minutes=5) * 2 ** min(poll.failures, 8), LONGEST)
    first = poll.problem != problem
    if problem == Code.RECONNECT:
        publishing.login_lost(do, channel_id=channel_id, code=problem)
    Poll.objects.filter(pk=poll.pk).update(
        failed_at=now, failures=F("failures") + 1, problem=problem, next_at=now + gap
    )
    if first:
        do.record(poll, label=age, before={"problem": poll.problem}, after={"problem": problem}, detail="failed")
    else:
        do.nothing()
