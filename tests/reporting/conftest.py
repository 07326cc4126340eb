"""A stage for results: posts that are out, with tracked links; visits, orders and mentions by the real doors."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coe.states import move
from coe.tenancy.context import inside
from publishing.connections.models import Channel
from publishing.content.links import sync
from publishing.content.models import Campaign, Post, TrackedLink, Version
from publishing.delivery.models import Delivery
from reporting.attribution import actions
from reporting.attribution.signing import sign
from tests.factories.cast import Cast, Org, Person

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WEDNESDAY = datetime(2027, 3, 24, 12, 0, tzinfo=UTC)
"""Now, for tests that need to know. Its week runs from Monday 22 March; on the Sunday clocks go forward in Zurich."""


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@dataclass
class Stage:
    cast: Cast

    @property
    def north(self) -> Org:
        return self.cast.north

    def channel(self, brand: str = "harbour", network: str = "newsroom", org: Org | None = None) -> Channel:
        org = org or self.north
        with inside(org.id):
            found = Channel.objects.filter(brand=org.brands[brand], network=network).first()
            if found is None:
                found = Channel.objects.create(
                    org=org.organisation, brand=org.brands[brand], network=network, handle=f"{network}-{brand}"
                )
                move(found, "connected")
        return found

    def campaign(self, name: str = "Winter", brand: str | None = None) -> Campaign:
        with inside(self.north.id):
            return Campaign.objects.create(
                org=self.north.organisation, name=name, slug=name.lower(), starts_on="2026-11-01", ends_on="2026-12-31",
                brand=self.north.brands[brand] if brand else None,
            )  # fmt: skip

    def post(
        self, brand: str = "harbour", *, at: datetime | None = None, late: timedelta = timedelta(0), out: bool = True,
        org: Org | None = None, network: str = "newsroom", **more: Any,
    ) -> tuple[Post, Version, TrackedLink]:  # fmt: skip
        """A post with a link on one channel, out at `at` plus `late`."""
        org = org or self.north
        at = at or timezone.now()
        channel = self.channel(brand, network, org)
        person = next(iter(org.people.values())) if org is not self.north else org.cal
        with inside(org.id):
            post = Post.objects.create(
                org=org.organisation, brand=org.brands[brand], text="The lake is open.", author=person.member,
                link_url="https://shop.example/lake?room=2#top", slot=at, zone="Europe/Zurich", **more,
            )  # fmt: skip
            version = Version.objects.create(org=org.organisation, post=post, channel=channel)
            sync(post, [version])
            for state in ("in_approval", "scheduled"):
                move(version, state)
            delivery = Delivery.objects.create(
                org=org.organisation, version=version, channel=channel, digest="d", slot=at, not_before=at,
                expires_at=at + timedelta(minutes=30),
            )  # fmt: skip
            if out:
                move(delivery, "sending")
                move(delivery, "sent", sent_at=at + late, remote_id=f"r-{version.pk}")
                move(version, "published")
            link = TrackedLink.objects.get(version=version)
        return post, version, link

    def visit(self, link: TrackedLink, client: Client | None = None, *, agent: str = BROWSER, who: str = "192.0.2.7",
              **headers: str) -> Any:  # fmt: skip
        return (client or Client()).get(f"/l/{link.code}", headers={"user-agent": agent, **headers}, REMOTE_ADDR=who)

    def click(self, link: TrackedLink, *, who: str = "192.0.2.7") -> str:
        """A visit that counts; the click's id as the shop gets it."""
        answer = self.visit(link, who=who)
        assert answer.status_code == 302
        return parse_qs(urlsplit(answer["Location"]).query)["coe_click"][0]

    def key(self, name: str = "Shop", source: str = "shop", person: Person | None = None) -> str:
        return actions.create_key((person or self.north.ana).actor, name=name, source=source)

    def order(self, external_id: str = "1001", value: str = "100.00", **more: Any) -> dict[str, Any]:
        return {
            "external_id": external_id, "kind": "order", "value": value, "currency": "EUR",
            "occurred_at": timezone.now().isoformat(), **more,
        }  # fmt: skip


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(cast)


@dataclass
class Shop:
    """A shop that knows a secret and signs what it reports."""

    slug: str
    secret: str

    def report(self, body: Any, *, id: str = "msg-1", at: int | None = None, secret: str = "", signature: str = "",
               slug: str = "") -> Any:  # fmt: skip
        raw = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
        stamp = int(timezone.now().timestamp()) if at is None else at
        headers = {
            "webhook-id": id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature or sign(secret or self.secret, message_id=id, timestamp=stamp, body=raw),
        }
        return Client().post(
            f"/api/conversions/{slug or self.slug}", raw, content_type="application/json", headers=headers
        )


@pytest.fixture
def shop(stage: Stage) -> Shop:
    return Shop(stage.north.slug, stage.key())
