"""Reading the calendar: cheap rows of one window, and for each whether it may be moved and why not."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand, Market
from governance import api as governance
from publishing.calendar.freezing import Frozen
from publishing.calendar.window import Window, clock, elsewhere, window_for
from publishing.channels.registry import NETWORKS
from publishing.content.models import Campaign, Version
from publishing.content.selectors import Look, look, narrowed, visible
from publishing.content.shifting import way
from publishing.content.states import State, overall
from publishing.content.writing import HAS_DELIVERY, OUT

MOST = 3000
"""Posts of one answer."""


@dataclass(frozen=True)
class Wanted:
    """What a reader filtered for; empty means any."""

    state: str = ""
    network: str = ""
    campaign: UUID | None = None
    brand: Brand | None = None
    market: Market | None = None
    post: UUID | None = None


@dataclass(slots=True)
class Chip:
    """One post. `day`: the day its approval covers, in the zone it was typed in.

    `mode`: "schedule" or "plan", the act that would move it; empty when it may not be, and then `locked` says why:
    published, unknown or a missing right. `lapses`: another day takes its approval away.
    """

    id: UUID
    title: str
    language: str
    slot: datetime
    time: str
    second: str
    brand: Brand
    networks: list[str]
    state: State
    zone: str
    day: date
    mode: str = ""
    locked: str = ""
    lapses: bool = False
    frozen: bool = False
    campaign: UUID | None = None
    campaign_name: str = ""

    @property
    def seen(self) -> Look:
        return look(self.state, self.slot)

    @property
    def late(self) -> bool:
        """Whether it still waits although its time has passed."""
        return self.seen != look(self.state)

    @property
    def layer(self) -> str:
        """What it is switched on and off by: its state, or that it is late in it."""
        return f"late-{self.state.value}" if self.late else self.state.value

    @property
    def look(self) -> tuple[str, str]:
        return self.seen.kind, self.seen.icon

    @property
    def word(self) -> Any:
        return self.seen.text


@dataclass(frozen=True)
class Band:
    """Something that lasts: whole days from `first` to before `until`; `brands` are slugs, empty means all."""

    id: str
    kind: str
    title: str
    first: date
    until: date
    brands: list[str]
    partly: bool = False
    """Whether it is about some markets only."""


@dataclass
class Found:
    """Posts of a window by time. `left_off`: how many more there are than one answer holds."""

    chips: list[Chip] = field(default_factory=list)
    left_off: int = 0


@dataclass(slots=True)
class _Living:
    states: list[str] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)
    moving: list[tuple[str, UUID, UUID | None]] = field(default_factory=list)
    channels: set[UUID] = field(default_factory=set)


def chips(rights: Rights, window: Window, wanted: Wanted, frozen: Frozen, *, second: str = "") -> Found:
    """Posts with a time in the window that the member may see: three queries, however many rows."""
    posts = visible(rights).filter(slot__gte=window.begins, slot__lt=window.ends)
    posts = narrowed(posts, wanted.brand, wanted.market)
    if wanted.campaign:
        posts = posts.filter(campaign=wanted.campaign)
    if wanted.post:
        posts = posts.filter(pk=wanted.post)
    if wanted.network:
        posts = posts.filter(
            Exists(
                Version.objects.filter(post=OuterRef("pk"), channel__network=wanted.network).exclude(
                    state=State.WITHDRAWN
                )
            )
        )
    columns = ("pk", "title", Left("text", 160), "language", "slot", "zone", "brand", "campaign", "campaign__name")
    rows = list(posts.order_by("slot", "pk").values_list(*columns)[: MOST + 1])
    left_off = posts.count() - MOST if len(rows) > MOST else 0
    rows = rows[:MOST]
    brands = {brand.pk: brand for brand in Brand.objects.all()} if rows else {}
    living = _versions([row[0] for row in rows])
    found = []
    for pk, title, text, language, slot, zone, brand, campaign, campaign_name in rows:
        alive = living.get(pk) or _Living()
        state = overall(alive.states)
        if state == State.WITHDRAWN and wanted.state != State.WITHDRAWN:
            continue  # nobody waits for it any more
        if wanted.state and state != wanted.state:
            continue
        chip = Chip(
            id=pk,
            title=title or first_line(text),
            language=language,
            slot=slot.astimezone(ZoneInfo(window.zone)),
            time=clock(slot, window.zone),
            second=elsewhere(slot, window.zone, second) if second else "",
            brand=brands[brand],
            networks=alive.networks,
            state=state,
            zone=zone,
            day=slot.astimezone(ZoneInfo(zone)).date(),
            frozen=frozen.stops(brand, alive.channels),
            campaign=campaign,
            campaign_name=campaign_name or "",
        )
        _judge(chip, rights, brand, alive)
        found.append(chip)
    return Found(found, left_off)


def first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "…")


def _versions(posts: list[UUID]) -> dict[UUID, _Living]:
    """What is alive of each post; of one that was withdrawn as a whole, everything."""
    rows = (
        Version.objects.filter(post__in=posts)
        .order_by("channel__network", "channel__handle")
        .values_list("post", "state", "channel", "channel__market", "channel__network")
    )
    found: dict[UUID, _Living] = {}
    gone: dict[UUID, list[str]] = {}
    for post, state, channel, market, network in rows:
        living = found.setdefault(post, _Living())
        if state == State.WITHDRAWN:
            gone.setdefault(post, []).append(network)
            continue
        living.states.append(state)
        living.channels.add(channel)
        if network not in living.networks:
            living.networks.append(network)
        if state not in OUT:
            living.moving.append((state, channel, market))
    for post, networks in gone.items():
        if not found[post].states:
            found[post].states, found[post].networks = [State.WITHDRAWN], list(dict.fromkeys(networks))
    return found


def _judge(chip: Chip, rights: Rights, brand: UUID, alive: _Living) -> None:
    """Whether the member may move it, and by which act."""
    if alive.states and not alive.moving:
        chip.locked = "unknown" if chip.state == State.UNKNOWN else "published"
        if chip.state == State.WITHDRAWN:
            chip.locked = "withdrawn"
        return

    chip.lapses = any(s in HAS_DELIVERY or s == State.IN_APPROVAL for s, _c, _m in alive.moving)
    chip.mode = way(rights, brand, alive.moving)
    chip.locked = "" if chip.mode else "right"


def chip_of(rights: Rights, post_id: UUID, zone: str) -> Chip | None:
    """One post as the calendar shows it now, wherever it is; None when the member may not see it."""
    slot = visible(rights).filter(pk=post_id).values_list("slot", flat=True).first()
    if slot is None:
        return None
    day = window_for("day", slot.astimezone(ZoneInfo(zone)).date(), zone)
    return next(iter(chips(rights, day, Wanted(post=post_id), Frozen()).chips), None)


# ── bands ───────────────────────────────────────────────────────────────────────────────────────


def campaign_bands(rights: Rights, window: Window, wanted: Wanted) -> list[Band]:
    """Campaigns that run in the window, of brands the member may see or of none."""
    rows = campaigns(rights).filter(starts_on__lt=window.until, ends_on__gte=window.first)
    if wanted.brand:
        rows = rows.filter(Q(brand=wanted.brand) | Q(brand__isnull=True))
    if wanted.campaign:
        rows = rows.filter(pk=wanted.campaign)
    names = rows.order_by("starts_on", "name").values_list("pk", "name", "starts_on", "ends_on", "brand__slug")
    return [
        Band(f"campaign-{pk}", "campaign", name, max(first, window.first), _after(last, window), [slug] if slug else [])
        for pk, name, first, last, slug in names[:50]
    ]


def note_bands(rights: Rights, window: Window, wanted: Wanted) -> list[Band]:
    """Embargoes, festivals and events of the window."""
    found = []
    for note in governance.notes_between(rights, window.first, window.until)[:50]:
        if wanted.brand and note.brand_id not in (None, wanted.brand.pk):
            continue
        if wanted.market and note.market_id not in (None, wanted.market.pk):
            continue
        title = _("Embargo: %(title)s") % {"title": note.title} if note.kind == "embargo" else note.title
        brands = [note.brand.slug] if note.brand else []
        first, until = max(note.first, window.first), _after(note.last, window)
        found.append(Band(f"note-{note.pk}", note.kind, title, first, until, brands, partly=note.market_id is not None))
    return found


def _after(last: date, window: Window) -> date:
    return min(date.fromordinal(last.toordinal() + 1), window.until)


def campaigns(rights: Rights) -> Any:
    return Campaign.objects.filter(rights.within(Act.POST_SEE, brand="brand") | Q(brand__isnull=True))


def campaign_name(rights: Rights, campaign_id: UUID) -> str:
    """The name of a campaign the member may see; empty for any other."""
    return campaigns(rights).filter(pk=campaign_id).values_list("name", flat=True).first() or ""


def network_choices() -> list[tuple[str, str]]:
    return [(slug, info.name) for slug, info in NETWORKS.items()]


def brand_by_slug(slug: str) -> Brand | None:
    """The brand an address names. None also for one that is not there: then nothing is narrowed."""
    return Brand.objects.filter(slug=slug).first() if slug else None


def market_by_code(code: str) -> Market | None:
    """The market an address names, like `brand_by_slug`."""
    return Market.objects.filter(code=code).first() if code else None
