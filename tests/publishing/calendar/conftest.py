"""The stage for the calendar: a day in November, channels, and posts with a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coe.states import move
from coe.tenancy.context import inside
from publishing.models import Campaign, Channel, Post, Version
from tests.factories.cast import Org

ZONE = "Europe/Zurich"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo(ZONE))
WAYS = {
    "draft": (),
    "in_approval": ("in_approval",),
    "sent_back": ("in_approval", "sent_back"),
    "scheduled": ("in_approval", "scheduled"),
    "published": ("in_approval", "scheduled", "published"),
    "unknown": ("in_approval", "scheduled", "unknown"),
    "held": ("in_approval", "scheduled", "held"),
    "withdrawn": ("withdrawn",),
}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def channel(org: Org, brand: str, network: str, handle: str = "") -> Channel:
    """Call inside the organisation."""
    made = Channel.objects.create(
        org=org.organisation, brand=org.brands[brand], network=network, handle=handle or f"{brand}.{network}"
    )
    Channel.objects.filter(pk=made.pk).update(state="connected")
    return made


class Stage:
    """Posts by a few words: `stage.post("Title", "2026-11-25 08:00", state="scheduled")`."""

    def __init__(self, org: Org, brand: str = "harbour") -> None:
        self.org = org
        with inside(org.id):
            self.channels = {
                (brand, network): channel(org, brand, network) for network in ("mastodon", "bluesky", "newsroom")
            }
            if "valley" in org.brands:
                self.channels["valley", "mastodon"] = channel(org, "valley", "mastodon")
        self.brand = brand
        self.author = next(iter(org.people.values())).member

    def post(
        self,
        title: str,
        at: str,
        *,
        state: str = "draft",
        networks: tuple[str, ...] = ("mastodon",),
        brand: str = "",
        zone: str = ZONE,
        fold: int = 0,
        **more: Any,
    ) -> Post:
        brand = brand or self.brand
        slot = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone), fold=fold)
        with inside(self.org.id):
            made = Post.objects.create(
                org=self.org.organisation, brand=self.org.brands[brand], title=title, text=title, zone=zone,
                slot=slot, author=self.author, **more,
            )  # fmt: skip
            for network in networks:
                version = Version.objects.create(
                    org=self.org.organisation, post=made, channel=self.channels[brand, network]
                )
                for step in WAYS[state]:
                    move(version, step)
        return made

    def campaign(self, name: str, first: str, last: str, brand: str = "") -> Campaign:
        with inside(self.org.id):
            return Campaign.objects.create(
                org=self.org.organisation, name=name, slug=name.lower().replace(" ", "-"),
                starts_on=first, ends_on=last, brand=self.org.brands[brand] if brand else None,
            )  # fmt: skip

    def slot(self, post: Post) -> str:
        """Where it stands now, as a wall time in Zurich."""
        with inside(self.org.id):
            slot = Post.objects.get(pk=post.pk).slot
        assert slot
        return slot.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M %Z")

    def states(self, post: Post) -> set[str]:
        with inside(self.org.id):
            return set(Version.objects.filter(post=post).values_list("state", flat=True))


@pytest.fixture
def stage(north: Org) -> Stage:
    return Stage(north)


def events(browse: Any, org: Org, who: str, start: str, end: str, **query: Any) -> list[dict[str, Any]]:
    answer = browse(getattr(org, who)).get(org.url("calendar/events"), {"start": start, "end": end} | query)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["events"])


def posts(browse: Any, org: Org, who: str, start: str, end: str, **query: Any) -> dict[str, dict[str, Any]]:
    found = events(browse, org, who, start, end, **query)
    return {one["title"]: one for one in found if one["kind"] == "post"}
