"""The demo's part of listening: a year of what people said, with the afternoon when many said the same."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from coe.demo.past import backdated, uid
from coe.demo.shapes import Out
from coe.demo.steps import Stage, step
from coe.demo.texts import load, pick
from coe.tenancy.models import Member
from listening.mentions.models import Kind, Mention
from listening.mentions.states import State
from listening.sources.models import Kind as SourceKind
from listening.sources.models import Source

FEEDS = (
    ("Alpine Courier, travel", "https://alpine-courier.example/travel.xml", "en", "alpine-courier.example"),
    ("山河旅讯", "https://shanhe-travel.example/feed.xml", "zh", "shanhe-travel.example"),
)
# Demo sources answer to nobody, so they are not asked for a long time.
NEVER = timedelta(days=3650)
# When channels were last listened to: before their logins went.
HEARD = {"hours": 6, "minutes": 45}
# How many people write at each hour of their day.
RHYTHM = (1, 1, 0, 0, 0, 1, 2, 5, 8, 9, 8, 8, 11, 10, 8, 8, 9, 11, 14, 16, 18, 16, 10, 4)


class Ear:
    """Makes mentions: who, what, when, and what became of them."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance = stage, stage.chance
        self.words = load("mentions")
        self.sources: dict[UUID, Source] = {}
        self.made: list[Mention] = []
        self.ends: dict[str, list[UUID]] = defaultdict(list)
        self._bags: dict[tuple[str, str, str], list[str]] = {}

    def text(self, language: str, brand: str, kind: str = "") -> tuple[str, str]:
        """(kind, text). Each text of a brand comes round before one comes again."""
        kind = kind or pick(self.chance, {"praise": 5.0, "question": 3.0, "complaint": 1.6})
        bag = self._bags.setdefault((language, brand, kind), [])
        if not bag:
            fitting = [
                row["text"]
                for row in self.words[language]
                if row["kind"] == kind and (not row["of"] or brand in row["of"])
            ]
            bag += fitting
            self.chance.shuffle(bag)
        return kind, bag.pop()

    def moment(self, after: datetime, zone: str, hours: float) -> datetime:
        """Some time after, when people there are awake."""
        at = after + timedelta(hours=self.chance.expovariate(1 / hours), minutes=2)
        wall = at.astimezone(ZoneInfo(zone))
        if self.chance.random() > RHYTHM[wall.hour] / 12:
            hour = self.chance.choices(range(24), RHYTHM)[0]
            wall = wall.replace(hour=hour, minute=self.chance.randrange(60))
        at = wall.astimezone(after.tzinfo)
        return max(at, after + timedelta(minutes=self.chance.randint(3, 90))).replace(microsecond=0)

    def hear(
        self,
        source: Source,
        *,
        kind: Kind,
        text: str,
        language: str,
        at: datetime,
        network: str,
        out: Out | None = None,
        waits: bool = False,
    ) -> None:
        if at >= self.stage.ago(**HEARD):
            return
        number = len(self.made)
        name = self.chance.choice(self.words["names"][language])
        user = uid("author", name).hex[:8] if language == "zh" else name.lower().replace(" ", ".")
        host = "social.example" if network == "mastodon" else "sky.example"
        handle = f"@{user}@{host}" if network == "mastodon" else f"{user}.{host}"
        mention = Mention(
            id=uid(self.stage.org.slug, "mention", number), org=self.stage.org, source=source, brand=source.brand,
            channel=source.channel, version_id=out.version_id if out else None,
            in_reply_to=out.remote_id if out else "", kind=kind, remote_id=f"demo:{number}", author_name=name,
            author_handle=handle, author_url=f"https://{host}/@{user}", text=text, language=language,
            url=f"https://{host}/@{user}/{number}", published_at=at,
            heard_at=min(at + timedelta(minutes=self.chance.randint(1, 6)), self.stage.now),
        )  # fmt: skip
        self.made.append(mention)
        if not waits:
            self.answer(mention)

    def answer(self, mention: Mention) -> None:
        """Old ones were looked after; of the last days some wait."""
        age = self.stage.now - mention.published_at
        open_share = 0.8 if age < timedelta(hours=20) else 0.25 if age < timedelta(days=3) else 0.0006
        if self.chance.random() < open_share:
            return
        state = State.ASIDE if self.chance.random() < 0.11 else State.HANDLED
        after = timedelta(hours=min(self.chance.lognormvariate(0.6, 0.9), 40), minutes=4)
        mention.handled_at = min(mention.heard_at + after, self.stage.now - timedelta(minutes=1))
        mention.handled_by = self._agent(mention)
        self.ends[state].append(mention.pk)
        self.stage.trail.note(
            mention.handled_at, mention.handled_by, "mention.handle", mention, label=mention.text[:80],
            before={"state": State.NEW}, after={"state": state},
        )  # fmt: skip

    def _agent(self, mention: Mention) -> Member:
        brand = mention.brand.slug if mention.brand else ""
        if mention.language == "zh" and brand in {"yukimori", "fernhold"}:
            return self.stage.people["fan"]
        return self.stage.people["aoi" if brand == "yukimori" else "gian"]


@step(60, "what people said")
def mentions(stage: Stage) -> str:
    ear = Ear(stage)
    with backdated(Source, Mention):
        _channel_sources(stage, ear)
        feeds = _feeds(stage)
        _replies(ear)
        _remarks(ear)
        _lately(ear)
        _spike(ear)
        _news(ear, feeds)
        Mention.objects.bulk_create(ear.made, batch_size=1000)
    for state, ids in ear.ends.items():
        Mention.objects.filter(pk__in=ids).update(state=state)
    waiting = len(ear.made) - sum(map(len, ear.ends.values()))
    return f"{len(ear.made)} mentions, {waiting} new; {len(ear.sources) + len(feeds)} sources"


def _channel_sources(stage: Stage, ear: Ear) -> None:
    for (brand, _key), channel in stage.things["channels"].items():
        if channel.network == "newsroom":
            continue
        ear.sources[channel.pk] = Source.objects.create(
            id=uid(stage.org.slug, "source", channel.pk), org=stage.org, kind=SourceKind.CHANNEL, name=str(channel),
            brand=stage.brands[brand], channel=channel, language=channel.language[:2], polled_at=stage.ago(**HEARD),
            next_poll_at=stage.now + NEVER, problem="reconnect" if channel.state == "attention" else "",
        )  # fmt: skip


def _feeds(stage: Stage) -> list[Source]:
    return [
        Source.objects.create(
            id=uid(stage.org.slug, "source", url), org=stage.org, kind=SourceKind.FEED, name=name, url=url,
            language=language, polled_at=stage.ago(minutes=31), next_poll_at=stage.now + NEVER,
        )
        for name, url, language, _host in FEEDS
    ]  # fmt: skip


def _count(chance: Random, mean: float) -> int:
    """How many, when they come independently."""
    found, left = 0, chance.expovariate(1)
    while left < mean:
        found += 1
        left += chance.expovariate(1)
    return found


def _replies(ear: Ear) -> None:
    zones = {brand.slug: brand.zone for brand in ear.stage.brands.values()}
    out: Out
    for out in ear.stage.things["out"]:
        if out.network == "newsroom":
            continue
        for _each in range(_count(ear.chance, 0.75 * out.drawn)):
            language = "zh" if out.language.startswith("zh") or ear.chance.random() < 0.08 else "en"
            _kind, text = ear.text(language, out.brand)
            at = ear.moment(out.at, zones[out.brand], 7)
            kind = Kind.QUOTE if ear.chance.random() < 0.1 else Kind.REPLY
            ear.hear(
                ear.sources[out.channel_id], kind=kind, text=text, language=language, at=at,
                network=out.network, out=out,
            )  # fmt: skip


def _remarks(ear: Ear) -> None:
    """What is said to a brand without an occasion; more of it lately."""
    for source in ear.sources.values():
        assert source.brand is not None
        assert source.channel is not None
        at = ear.stage.ago(days=364)
        while at < ear.stage.now:
            share = 1 - (ear.stage.now - at) / timedelta(days=365)
            at = ear.moment(at + timedelta(hours=ear.chance.expovariate(1 / (620 - 260 * share))), source.brand.zone, 3)
            language = "zh" if source.language == "zh" or ear.chance.random() < 0.1 else "en"
            _kind, text = ear.text(language, source.brand.slug)
            ear.hear(source, kind=Kind.MENTION, text=text, language=language, at=at, network=source.channel.network)


def _lately(ear: Ear) -> None:
    """Last evening and this morning, for whoever answers people today."""
    sources = [one for one in ear.sources.values() if one.problem == ""]
    for place in range(12):
        source = sources[(place * 5) % len(sources)]
        assert source.brand is not None
        assert source.channel is not None
        language = "zh" if source.language == "zh" else "en"
        _kind, text = ear.text(language, source.brand.slug, ("question", "praise", "complaint")[place % 3])
        at = ear.stage.ago(hours=7 + place * 1.3, minutes=ear.chance.randint(0, 50))
        ear.hear(
            source, kind=Kind.MENTION, text=text, language=language, at=at, network=source.channel.network, waits=True
        )


def _spike(ear: Ear) -> None:
    """The afternoon the gondola stood still: a hundred and forty voices in a day and a half."""
    brand, began, _ended = ear.stage.things["frozen"]
    places = [one for one in ear.sources.values() if one.brand and one.brand.slug == brand]
    for _each in range(140):
        language = "zh" if ear.chance.random() < 0.25 else "en"
        at = began - timedelta(minutes=50) + timedelta(hours=min(ear.chance.expovariate(1 / 6), 36))
        source = ear.chance.choice(places)
        assert source.channel is not None
        ear.hear(
            source, kind=Kind.MENTION, text=ear.chance.choice(ear.words["spike"][language]), language=language,
            at=at.replace(microsecond=0), network=source.channel.network,
        )  # fmt: skip


def _news(ear: Ear, feeds: list[Source]) -> None:
    stage = ear.stage
    began = stage.things["frozen"][1]
    by_language = {source.language: source for source in feeds}
    rows: Iterable[dict[str, Any]] = ear.words["news"]
    for place, row in enumerate(rows):
        at = began + timedelta(hours=5 + place) if row.get("spike") else stage.ago(days=6 + place * 27, hours=place)
        source = by_language[row["language"]]
        host = next(host for _name, url, _language, host in FEEDS if url == source.url)
        mention = Mention(
            id=uid(stage.org.slug, "news", place), org=stage.org, source=source, brand=stage.brands[row["of"]],
            kind=Kind.NEWS, remote_id=f"demo:news:{place}", author_name=ear.words["outlets"][row["language"]],
            title=row["title"], text=row["text"], language=row["language"], url=f"https://{host}/{place + 400}",
            published_at=at, heard_at=at + timedelta(minutes=11),
        )  # fmt: skip
        ear.made.append(mention)
        ear.answer(mention)
