"""A year is decided by chance, and chance is the same every time."""

import random
from datetime import UTC, datetime
from typing import Any

from coe.demo.steps import Stage
from coe.demo.texts import load
from coe.tenancy.models import Brand, Member, Organisation
from publishing.connections.models import Channel
from publishing.demo.plan import plan

KEYS = {
    "news-en": "en", "news-zh": "zh-Hans", "bluesky-0": "en", "bluesky-1": "en", "mastodon-0": "en", "mastodon-1": "en",
}  # fmt: skip


def _planned() -> list[tuple[Any, ...]]:
    """The plan as plain values; nothing touches the database."""
    now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    raw = load("group")
    org = Organisation(slug="tarnfell", name="Tarnfell Group")
    stage = Stage(org, now, random.Random(7))
    for row in raw["brands"]:
        stage.brands[row["slug"]] = Brand(org=org, slug=row["slug"], name=row["name"], zone=row["zone"])
    for row in raw["people"]:
        stage.people[row["first"]] = Member(org=org, name=row["name"], joined_at=stage.ago(days=row["joined"]))
    stage.things["frozen"] = ("nordhang", stage.ago(weeks=3), stage.ago(weeks=2, days=6))
    channels = {
        (slug, key): Channel(org=org, brand=brand, network=key.split("-")[0], language=language)
        for slug, brand in stage.brands.items()
        for key, language in KEYS.items()
    }
    return [
        (one.key, one.piece.key, one.slot, one.writer, one.ending, one.again, one.language, len(one.channels))
        for one in plan(stage, channels)
    ]


def test_the_same_seed_makes_the_same_year() -> None:
    first = _planned()
    assert first == _planned()
    assert len(first) > 700
    assert [row[2] for row in first] == sorted(row[2] for row in first)
