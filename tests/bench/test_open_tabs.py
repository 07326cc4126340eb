"""A thousand open tabs: asking every four seconds, against a stream per tab. Prints ratios; see docs/adr/0009.

pytest tests/bench/test_open_tabs.py -m bench -s
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache

from coe.notices import pulse
from coe.notices.api import tell
from coe.tenancy.context import inside
from tests.bench.tabs import Seen, streams, tab, used
from tests.conftest import wipe
from tests.e2e import stage
from tests.factories.cast import Cast, build_cast
from tests.tools.process import Server, free_port

pytestmark = pytest.mark.bench
# News is told from within the event loop, and nothing else asks the database meanwhile.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
TABS, EVERY, SECONDS = 1000, 4.0, 24.0
GRANIAN = str(Path(sys.executable).with_name("granian"))


@pytest.fixture
def product(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[stage.Product, Cast]]:
    """The pages as `up` starts them: two processes of sixteen threads."""
    with django_db_blocker.unblock():
        wipe()
        cast = build_cast()
        started = stage.start(allow=[], workers=False, processes=2, threads=16)
        try:
            yield started, cast
        finally:
            started.stop()
            wipe()


def signed_in(cast: Cast) -> list[tuple[str, str]]:
    """(ticket, cookie) of every person of the north."""
    made = []
    for person in cast.north.people.values():
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session.create()
        known = pulse.Ticket(cast.north.id, person.member.pk, pulse._short(session.session_key), "en", int(time.time()))
        made.append((known.sealed(), f"{settings.SESSION_COOKIE_NAME}={session.session_key}"))
    return made


@pytest.mark.parametrize(("count", "patience"), [(1, 5.5), (14, None)], ids=["one-in-fourteen", "everybody"])
def test_a_thousand_tabs_ask(
    product: tuple[stage.Product, Cast], monkeypatch: pytest.MonkeyPatch, count: int, patience: float | None
) -> None:
    """News for one member's 71 tabs; and, the worst there is, for everybody in the same moment."""
    pages, cast = product
    monkeypatch.setattr(pulse, "cache", RedisCache(stage.redis_url(), {}))
    pulse.cache.get("warm")  # The first connection may take seconds, and is not what is measured.
    people, seen = signed_in(cast), Seen()
    port = int(pages.url.rsplit(":", 1)[1])
    pid = pages.servers[0].pid

    def news() -> None:
        told = list(cast.north.people.values())[:count]
        with inside(cast.north.id):
            tell(
                cast.north.id, [one.member for one in told], "access.granted",
                subject_type="x", subject_id=uuid4(), url_name="settings", role="Creator", scope="Harbour",
            )  # fmt: skip

    async def run() -> None:
        until = time.monotonic() + SECONDS
        tabs = [
            asyncio.create_task(tab(port, *people[number % len(people)], seen, until=until, every=EVERY))
            for number in range(TABS)
        ]
        await asyncio.sleep(SECONDS / 2)
        seen.heard.clear()
        await asyncio.to_thread(news)
        await asyncio.gather(*tabs)

    before, _memory = used(pid)
    began = time.monotonic()
    asyncio.run(run())
    wall = time.monotonic() - began
    after, memory = used(pid)
    delays = sorted(seen.heard)
    assert delays, f"nobody heard: {seen.statuses}"
    print(
        f"\nasking: {TABS} tabs, {sum(seen.statuses.values()) / wall:.0f} requests/s, statuses {seen.statuses}, lost {seen.lost}; "
        f"p50 {seen.percentile(0.5):.1f} ms, p95 {seen.percentile(0.95):.1f} ms, with news "
        f"p50 {seen.percentile(0.5, news=True):.0f} ms, p95 {seen.percentile(0.95, news=True):.0f} ms; server used "
        f"{(after - before) / wall / 2:.0%} of two cores, {memory:.0f} MB; news heard by {len(delays)} tabs, "
        f"p50 {delays[len(delays) // 2]:.1f} s, last {delays[-1]:.1f} s"
    )
    assert set(seen.statuses) == {200, 204}
    # A tab whose last turn came just before the news hears nothing any more.
    assert len(delays) >= 0.97 * TABS * count / len(people)
    if patience:
        assert delays[int(len(delays) * 0.99)] < patience


@pytest.mark.parametrize("threads", [16, 500])
def test_a_thousand_streams(threads: int) -> None:
    port = free_port(31000, 31900)
    command = [
        GRANIAN, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
        "--blocking-threads", str(threads), "--no-ws", "tests.bench.stream_app:application",
    ]  # fmt: skip
    env = {"PYTHONPATH": str(stage.ROOT), "PATH": os.environ["PATH"]}
    server = Server(command, ready=lambda: _answers(port), env=env, seconds=30)
    try:
        _cpu, idle = used(server.pid)
        served, plain = asyncio.run(streams(port, TABS, wait=9))
        _cpu, busy = used(server.pid)
    finally:
        server.stop()
    page = f"{plain:.0f} ms" if plain is not None else "no answer in 3 s"
    print(f"\nstreams: 2 × {threads} threads, {served}/{TABS} served, a plain page meanwhile: {page}; "
          f"memory {busy / idle:.1f} × idle ({idle:.0f} → {busy:.0f} MB)")  # fmt: skip
    assert served <= TABS


def _answers(port: int) -> bool:
    import httpx

    try:
        return httpx.get(f"http://127.0.0.1:{port}/plain", timeout=1, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
