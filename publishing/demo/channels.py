"""Forty-two channels, campaigns, the lists for links, and pictures.

Newsrooms are connected for real. The channels on Bluesky and Mastodon have a past and no login: nobody owns those
handles, so the demo says so instead of pretending.
"""

from datetime import date, datetime, timedelta
from typing import Any

from coe.demo.past import backdated, uid
from coe.demo.steps import Stage, step
from coe.demo.texts import PICTURES, load
from coe.tenancy.models import Brand, Member
from coe.tenancy.secrets import seal
from publishing.channels.base import Code
from publishing.channels.newsroom.limits import ABILITIES
from publishing.connections.models import Channel, Connection
from publishing.connections.states import State
from publishing.content.models import Campaign, UtmValue
from publishing.library import files, pictures
from publishing.library.models import Asset

NO_LOGIN = "Demo channel: nobody holds this login."
# Two that once worked and now want their login renewed.
ATTENTION = (("highpass", "mastodon", "ch"), ("fernhold", "bluesky", "int"))

# When three newsrooms usually publish, so that the calendar has slots without a post.
USUAL = {
    ("nordhang", "news-en"): ([2, 4], ["07:00"]),
    ("larkmere", "news-en"): ([5], ["12:00"]),
    ("yukimori", "news-zh"): ([1], ["10:00"]),
}

ALT = {
    "ridge": ("A snow-covered peak at sunrise above a dark forest", "日出时的雪峰，山脚是深色的树林"),
    "ridge-near": ("The ridge line of the mountain in morning light", "晨光中的山脊"),
    "ridge-dusk": ("The mountain after sunset", "日落后的山"),
    "lake": ("A town by a lake in evening light, its windows lit", "傍晚湖边的小镇，窗口亮着灯"),
    "lake-near": ("Lit windows mirrored in the lake", "湖面倒映着窗光"),
    "lake-dusk": ("The lake at dusk", "暮色中的湖"),
    "lodge": ("A small pointed cabin in the snow under stars, its window glowing", "星空下的尖顶木屋，窗里透着光"),
    "lodge-near": ("The lit front of a wooden cabin in snow", "雪中木屋亮着灯的正面"),
    "spring": ("A round hot spring between snowy stones, steam above it", "雪石环绕的圆形汤池，热气升腾"),
    "spring-near": ("Steam over warm water at the edge of a forest", "林边汤池上的热气"),
    "table": ("White plates with small colourful dishes on a dark table", "深色桌面上的白盘与小菜"),
    "table-near": ("A plate with autumn vegetables", "一盘秋日时蔬"),
}


@step(20, "channels")
def channels(stage: Stage) -> str:
    made: dict[tuple[str, str], Channel] = {}
    raw_brands = {row["slug"]: row for row in load("group")["brands"]}
    for brand in stage.brands.values():
        for place, row in enumerate(_rows(brand, raw_brands[brand.slug]["social"])):
            key, network, market, handle, name, language = row
            opened = stage.ago(days=480 - place * 9, hours=place)
            with backdated(Channel):
                channel = Channel.objects.create(
                    id=uid(stage.org.slug, "channel", brand.slug, key), org=stage.org, brand=brand, network=network,
                    market=stage.markets[market], handle=handle, name=name, language=language, created_at=opened,
                    **_usual(brand.slug, key),
                )  # fmt: skip
            connect(stage, channel, opened)
            if network != "newsroom":
                _lose_login(stage, channel, attention=(brand.slug, network, market) in ATTENTION)
            made[brand.slug, key] = channel
    stage.things["channels"] = made
    return f"{len(made)} channels, {sum(1 for one in made.values() if one.state == State.CONNECTED)} connected"


def _usual(brand: str, key: str) -> dict[str, Any]:
    days, times = USUAL.get((brand, key), ([], []))
    return {"usual_days": days, "usual_times": times}


def _rows(brand: Brand, social: dict[str, str]) -> list[tuple[str, str, str, str, str, str]]:
    """(key, network, market, handle, name, language) of the six channels of a brand."""
    short, name = brand.slug, brand.name
    rows = [
        ("news-en", "newsroom", "int", short, f"{name} newsroom", "en"),
        ("news-zh", "newsroom", "cn", f"{short}-zh", f"{brand.name_zh}新闻室", "zh-Hans"),
    ]
    for place, (market, language) in enumerate(social.items()):
        said = name if not language.startswith("zh") else brand.name_zh
        for network, handle in (
            ("bluesky", f"{short}-{market}.tarnfell.example"),
            ("mastodon", f"@{short.replace('-', '_')}_{market}@social.tarnfell.example"),
        ):
            rows.append((f"{network}-{place}", network, market, handle, f"{said} · {market.upper()}", language))
    return rows


def connect(stage: Stage, channel: Channel, at: datetime) -> None:
    """The channel's login and its audit row."""
    if channel.network == "newsroom":
        row = Connection(id=uid(stage.org.slug, "connection", channel.pk), org=stage.org, channel=channel)
        row.credentials = seal({}, org=stage.org.pk, row=row.pk, column="credentials")
        row.session = seal({}, org=stage.org.pk, row=row.pk, column="session")
        row.facts = {"max_length": ABILITIES.max_length, "display_name": ABILITIES.name}
        row.checked_at = stage.ago(hours=2)
        row.save(force_insert=True)
    _move(channel, State.CONNECTED)
    stage.trail.note(
        at, administrator(stage), "channel.connect", channel, detail="created",
        after={"state": State.CONNECTED, "network": channel.network, "handle": channel.handle},
    )  # fmt: skip


def _lose_login(stage: Stage, channel: Channel, *, attention: bool) -> None:
    """The demo has no login for it. Two channels say that theirs ran out instead, for somebody to look at."""
    before = {"state": State.CONNECTED}
    if attention:
        _move(channel, State.ATTENTION, problem=Code.RECONNECT)
        stage.trail.note(
            stage.ago(hours=6, minutes=40), "delivery", "system.deliver", channel, before=before,
            after={"state": State.ATTENTION, "problem": Code.RECONNECT},
        )  # fmt: skip
        return
    _move(channel, State.UNCONNECTED)
    stage.trail.note(
        stage.ago(hours=6, minutes=30), administrator(stage), "channel.connect", channel, before=before,
        after={"state": State.UNCONNECTED}, reason=NO_LOGIN, detail="disconnected",
    )  # fmt: skip


def _move(channel: Channel, state: State, problem: str = "") -> None:
    channel.state, channel.problem = state, problem
    channel.save(update_fields=["state", "problem"])


def administrator(stage: Stage) -> Member:
    """The first of the people: whoever founded the organisation."""
    return next(iter(stage.people.values()))


@step(22, "campaigns, link lists and pictures")
def shelves(stage: Stage) -> str:
    words = load("words")
    stage.things["campaigns"] = campaigns = _campaigns(stage, words["campaigns"])
    values = [
        UtmValue(id=uid(stage.org.slug, field, value), org=stage.org, field=field, value=value)
        for field, found in words["utm"].items()
        for value in found
    ]
    UtmValue.objects.bulk_create(values)
    stage.things["pictures"] = assets = add_pictures(stage, list(ALT))
    return f"{len(campaigns)} campaigns, {len(values)} values, {len(assets)} pictures"


def _campaigns(stage: Stage, words: dict[str, Any]) -> list[Campaign]:
    """One for each season and year that touches the demo's year, from a year ago to three months ahead."""
    made = []
    first, last = stage.ago(days=365).date(), stage.ahead(days=90).date()
    for key, row in words.items():
        for year in range(first.year - 1, last.year + 1):
            starts = date(year, row["months"][0], 1)
            ends = _month_end(starts, len(row["months"]))
            if ends < first or starts > last:
                continue
            spoken = f"{year}/{(year + 1) % 100:02d}" if ends.year > year else str(year)
            slug = f"{key}-{spoken.replace('/', '-')}"
            made.append(
                Campaign(
                    id=uid(stage.org.slug, "campaign", slug), org=stage.org, name=f"{row['name']} {spoken}",
                    slug=slug, starts_on=starts, ends_on=ends,
                )
            )  # fmt: skip
    return Campaign.objects.bulk_create(made)


def _month_end(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1) - timedelta(days=1)


def campaign_of(campaigns: list[Campaign], key: str, day: date) -> Campaign | None:
    """The campaign of a season that runs on a day."""
    return next(
        (one for one in campaigns if key and one.slug.startswith(key) and one.starts_on <= day <= one.ends_on), None
    )


def add_pictures(stage: Stage, names: list[str]) -> dict[str, Asset]:
    """Pictures of the demo into the library, encoded anew like any upload."""
    made = {}
    for name in names:
        picture = pictures.reencode((PICTURES / f"{name}.jpg").read_bytes(), f"{name}.jpg")
        with backdated(Asset):
            made[name] = Asset.objects.create(
                id=uid(stage.org.slug, "picture", name), org=stage.org, mime=picture.mime, size=len(picture.content),
                sha256=files.keep(stage.org.pk, picture.content, picture.mime), width=picture.width,
                height=picture.height, name=f"{name}.jpg", alt=ALT[name][0], added_by=administrator(stage),
                added_at=stage.ago(days=380),
            )  # fmt: skip
    return made
