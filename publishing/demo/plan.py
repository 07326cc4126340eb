"""A year of posts, decided by chance before a row is written: who says what, where, when, and how it ends."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from coe.demo.past import uid
from coe.demo.steps import Stage
from coe.demo.texts import Piece, pick, pieces
from coe.tenancy.models import Brand, Member
from publishing.connections.models import Channel
from publishing.content.models import Post, Version

# Who writes for a brand, likeliest first.
WRITERS: dict[str, dict[str, float]] = {
    "nordhang": {"cem": 5, "nell": 3, "siyuan": 2, "ines": 1},
    "larkmere": {"cem": 5, "nuo": 2, "ines": 2},
    "lodges": {"cem": 4, "noah": 3, "ines": 2},
    "yukimori": {"kenji": 5, "siyuan": 4},
    "sable-pine": {"lea": 1},
    "highpass": {"lea": 1},
    "fernhold": {"siyuan": 4, "nuo": 3},
}
CHINESE = frozenset({"siyuan", "nuo"})
# Sets of channels that posts go to, by how common they are.
EVERYWHERE = ("news-en", "news-zh", "bluesky-0", "mastodon-0")
PATTERNS: dict[tuple[str, ...], float] = {
    EVERYWHERE: 3,
    ("news-en", "news-zh", "bluesky-0"): 4,
    ("news-en", "bluesky-0", "mastodon-0"): 4,
    ("bluesky-0", "bluesky-1", "mastodon-0", "mastodon-1"): 3,
    ("news-en", "news-zh"): 3,
    ("bluesky-0", "mastodon-0"): 3,
    ("news-en", "bluesky-1", "mastodon-1"): 2,
    ("bluesky-0",): 2,
}
ENDINGS: dict[str, float] = {
    "published": 82, "again": 9, "rejected": 2.2, "expired": 2, "withdrawn": 2, "refused": 1.6,
}  # fmt: skip
# Channels without a login cannot have sent anything lately.
NO_LOGIN_SINCE = 7
HOURS = (7, 8, 9, 10, 11, 12, 16, 17, 18)


@dataclass
class Planned:
    """One post to be. `again`: it was sent back once, mended and sent anew."""

    key: str
    brand: Brand
    piece: Piece
    writer: str
    language: str
    created: datetime
    sent: datetime
    slot: datetime
    zone: str
    ending: str
    channels: list[Channel]
    again: bool = False
    resent: datetime | None = None
    post: Post = field(init=False)
    versions: list[Version] = field(init=False)
    facts: dict[str, Any] = field(default_factory=dict)


def plan(stage: Stage, channels: dict[tuple[str, str], Channel]) -> list[Planned]:
    """Every post of the year, oldest slot first."""
    found: list[Planned] = []
    for brand in stage.brands.values():
        found += _brand(stage, brand, channels)
    _into_the_freeze(stage, found)
    return sorted(found, key=lambda one: (one.slot, one.key))


def _into_the_freeze(stage: Stage, found: list[Planned]) -> None:
    """Two posts were approved before publishing stopped, and due while it was."""
    brand, began, _ended = stage.things["frozen"]
    near = [one for one in found if one.brand.slug == brand and one.ending == "published" and not one.again]
    near.sort(key=lambda one: abs(one.slot - began))
    for place, one in enumerate(near[:2]):
        one.slot = (began + timedelta(hours=5 + 15 * place)).replace(minute=0)
        one.created, one.sent = began - timedelta(hours=70 - place), began - timedelta(hours=60 - place)


def _brand(stage: Stage, brand: Brand, channels: dict[tuple[str, str], Channel]) -> list[Planned]:
    chance, zone = stage.chance, ZoneInfo(brand.zone)
    stock = pieces(brand.slug, chance)
    said: dict[str, datetime] = {}
    stage.things.setdefault("stock", {})[brand.slug] = (stock, said)
    found: list[Planned] = []
    monday = (stage.now - timedelta(days=365)).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    for week in range(54):
        for day in sorted(chance.sample(range(7), chance.choice((2, 3, 3, 3)))):
            wall = monday + timedelta(days=7 * week + day)
            wall = wall.replace(hour=chance.choice(HOURS), minute=chance.choice((0, 0, 15, 30, 45)))
            slot = wall.astimezone(ZoneInfo("UTC"))
            if not stage.ago(days=365) < slot < stage.ago(hours=NO_LOGIN_SINCE):
                continue
            piece = next_piece(stock[wall.month], said, slot)
            if piece:
                found.append(_planned(stage, brand, piece, slot, channels, f"{brand.slug}/{len(found)}"))
    return found


def next_piece(stock: list[Piece], said: dict[str, datetime], slot: datetime) -> Piece | None:
    """What was said longest ago, or never; nothing is said twice within four weeks."""
    if not stock:
        return None
    ever = datetime(1970, 1, 1, tzinfo=slot.tzinfo)
    piece = min(stock, key=lambda one: said.get(one.key, ever))
    if slot - said.get(piece.key, ever) < timedelta(days=27):
        return None
    said[piece.key] = slot
    return piece


def _planned(
    stage: Stage, brand: Brand, piece: Piece, slot: datetime, channels: dict[tuple[str, str], Channel], key: str
) -> Planned:
    chance = stage.chance
    created = _at_work(slot - timedelta(hours=chance.uniform(48, 150)), brand.zone, 8, 11)
    writer = _writer(stage, brand, piece, created)
    language = "zh-Hans" if writer in CHINESE and piece.zh else "en"
    ending = pick(chance, ENDINGS)
    sent = created + timedelta(hours=chance.uniform(0.6, 7))
    again = ending == "again"
    return Planned(
        key=key,
        brand=brand,
        piece=piece,
        writer=writer,
        language=language,
        created=created.replace(microsecond=0),
        sent=sent.replace(microsecond=0),
        slot=slot,
        zone=brand.zone,
        ending="published" if again else ending,
        channels=_channels(chance, brand, piece, language, channels),
        again=again,
    )


def _at_work(moment: datetime, zone: str, first: int, last: int) -> datetime:
    """The same day between two hours of the day there."""
    wall = moment.astimezone(ZoneInfo(zone))
    return wall.replace(hour=first + wall.hour % (last - first + 1)).astimezone(moment.tzinfo)


def _writer(stage: Stage, brand: Brand, piece: Piece, created: datetime) -> str:
    there = {
        first: weight
        for first, weight in WRITERS[brand.slug].items()
        if stage.people[first].joined_at < created and (piece.zh or first not in CHINESE)
    }
    return pick(stage.chance, there or {next(iter(WRITERS[brand.slug])): 1})


def _channels(
    chance: Random, brand: Brand, piece: Piece, language: str, channels: dict[tuple[str, str], Channel]
) -> list[Channel]:
    pattern = pick(chance, PATTERNS)
    wanted = [channels[brand.slug, key] for key in pattern]
    kept = [one for one in wanted if piece.zh or not one.language.startswith("zh")]
    return kept or [channels[brand.slug, "news-en"]]


def id_of(stage: Stage, kind: str, *names: object) -> UUID:
    return uid(stage.org.slug, kind, *names)


def member(stage: Stage, first: str) -> Member:
    return stage.people[first]
