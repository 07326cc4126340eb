"""Deliveries through the real engine to a network on loopback, against bare posts to the same network."""

import cProfile
import pstats
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.db import connections

from publishing.delivery import engine
from tests.bench.conftest import show
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage

pytestmark = pytest.mark.bench
CHANNELS, EACH = 4, 15
PARTS = ("_tidy", "_way", "_take", "_send", "_settle")


def readied(stage: Stage) -> list[tuple[UUID, UUID]]:
    """Channels with posts that are due."""
    channels = [stage.channel() for _ in range(CHANNELS)]
    for channel in channels:
        for number in range(EACH):
            stage.due(channel, f"Post {number}", ago=60 + EACH - number)
    return [(channel.org_id, channel.pk) for channel in channels]


def work(channels: Sequence[tuple[UUID, UUID]]) -> None:
    """What a worker does: one delivery of each channel in turn until nothing is due."""
    try:
        waiting = list(channels)
        while waiting:
            waiting = [one for one in waiting if engine.send_next(*one)]
    finally:
        connections.close_all()


def rate(workers: int, channels: Sequence[tuple[UUID, UUID]]) -> float:
    """Deliveries per second, all channels."""
    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, [channels[at::workers] for at in range(workers)]))
    return CHANNELS * EACH / (time.perf_counter() - began)


def test_deliveries(committed: Stage, net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = time.perf_counter()
    with httpx.Client() as client:
        for number in range(CHANNELS * EACH):
            draft = client.post(f"{net.url}/drafts", json={"key": f"bare-{number}"}).json()["id"]
            client.post(f"{net.url}/posts", json={"key": f"bare-{number}", "text": "Post", "draft": draft})
    plain = CHANNELS * EACH / (time.perf_counter() - bare)
    before = len(net.posts)
    one = rate(1, readied(committed))
    two = rate(2, readied(committed))
    assert len(net.posts) - before == 2 * CHANNELS * EACH
    show(
        "Deliveries per second", ("", "per second", "bare / this"),
        [(name, f"{found:.1f}", f"{plain / found:.0f}×") for name, found in
         (("the same two posts, bare", plain), ("one worker", one), ("two workers", two))],
    )  # fmt: skip
    parts(readied(committed))


def parts(channels: Sequence[tuple[UUID, UUID]]) -> None:
    """Where the time of one worker goes, by step of the engine."""
    profile = cProfile.Profile()
    profile.runcall(work, channels)
    stats: Any = pstats.Stats(profile)
    spent = {place[2]: row[3] for place, row in stats.stats.items() if place[0].endswith("delivery/engine.py")}
    whole = spent["send_next"]
    rows = [
        (name.strip("_"), f"{spent[name] / CHANNELS / EACH * 1000:.1f}", f"{spent[name] / whole:.0%}") for name in PARTS
    ]
    show("Of one delivery, profiled (ms)", ("step", "each", "share"), rows)
