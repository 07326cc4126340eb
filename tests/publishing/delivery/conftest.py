"""The stage for delivery: a network on loopback, governance that says yes, nobody else woken."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache

from publishing.channels import registry
from publishing.delivery import checks, views, waking
from tests.factories.cast import Org, build_cast
from tests.publishing.delivery import network
from tests.publishing.delivery.apart import database_apart
from tests.publishing.delivery.stage import Stage


@dataclass
class Governance:
    """Says what tests want; what it says for real is tested where both meet."""

    approvals: bool = True
    frozen: set[UUID] = field(default_factory=set)
    stops: bool = False

    def standing_approval(self, item_id: UUID, digest: str) -> object | None:
        return SimpleNamespace(digest=digest) if self.approvals else None

    def freeze_for(self, *, brand_id: UUID, channel_id: UUID) -> object | None:
        return SimpleNamespace(reason="x") if {brand_id, channel_id} & self.frozen else None

    def evaluate(self, **asked: Any) -> list[Any]:
        return [SimpleNamespace(rule_name="No promises")] if self.stops else []

    def blocking(self, findings: list[Any]) -> list[Any]:
        return findings


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.NETWORKS, "plain", network.INFO)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def governance(monkeypatch: pytest.MonkeyPatch) -> Governance:
    said = Governance()
    monkeypatch.setattr(checks, "governance", said)
    monkeypatch.setattr(views, "governance", said)
    return said


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The channels that a worker was asked to look at."""
    asked: list[UUID] = []
    monkeypatch.setattr(waking, "nudge", lambda org, channel, **more: asked.append(channel))
    return asked


@pytest.fixture
def net(settings: Any) -> Iterator[network.Network]:
    with network.running() as server:
        settings.HTTP_ALLOW = [server.allow]
        yield server


@pytest.fixture
def stage(north: Org, net: network.Network, governance: Governance, woken: list[UUID]) -> Stage:
    return Stage(north, net.url)


@pytest.fixture
def committed(
    django_db_setup: None,
    django_db_blocker: Any,
    net: network.Network,
    governance: Governance,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    """A stage whose rows are committed, in a database of its own: for several workers at once."""
    monkeypatch.setattr(waking, "nudge", lambda *args, **more: True)
    with database_apart(django_db_blocker, "crowd"):
        yield Stage(build_cast().north, net.url)
