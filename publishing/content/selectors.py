"""Reading posts: who may see which, the list, and what the post page tells."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from coe.access.api import Act, Rights
from coe.search.folding import words_of
from coe.tenancy.models import Brand, Market, Member
from coe.web.sorting import by_name, local_choices, ordered
from publishing.connections.models import Channel
from publishing.connections.states import State as ChannelState
from publishing.content import searching
from publishing.content.models import Campaign, Post, PostImage, Revision, Version
from publishing.content.states import LOUDEST, PATIENCE, State, overall
from publishing.content.wire import Wire
from publishing.library import crops
from publishing.library.models import Asset

PER_PAGE = 50

# A state's family and icon, the same wherever it is shown.
LOOKS = {
    State.DRAFT: ("idle", "pencil"),
    State.IN_APPROVAL: ("wait", "hourglass"),
    State.SENT_BACK: ("stop", "arrow-back-up"),
    State.REJECTED: ("stop", "x"),
    State.SCHEDULED: ("ok", "calendar-check"),
    State.HELD: ("stop", "player-pause"),
    State.PUBLISHED: ("ok", "circle-check"),
    State.UNKNOWN: ("doubt", "help-circle"),
    State.REFUSED: ("stop", "alert-triangle"),
    State.EXPIRED: ("stop", "clock-exclamation"),
    State.WITHDRAWN: ("idle", "ban"),
}

# What these say once the time has passed; of a delivery it is said in the same words.
LATE = {
    State.IN_APPROVAL: ("clock-exclamation", gettext_lazy("Not approved in time")),
    State.SCHEDULED: ("alert-triangle", gettext_lazy("Due and not sent")),
}


@dataclass(frozen=True)
class Look:
    """A state as components/state.html takes it."""

    kind: str
    icon: str
    text: Any
    code: str


def look(state: str, slot: datetime | None = None) -> Look:
    """How a state looks. With `slot` one that still waits after its time says so."""
    if slot and state in LATE and slot < timezone.now() - PATIENCE:
        return Look("stop", LATE[State(state)][0], LATE[State(state)][1], state)
    kind, icon = LOOKS[State(state)]
    return Look(kind, icon, State(state).label, state)


def within(rights: Rights, act: Act) -> Q:
    """Posts on which a member may do an act: by brand, or by market or channel of one of its versions."""
    held = rights.within(act, brand="brand")
    partly = rights.within(act, brand="", market="channel__market", channel="channel")
    if not partly or (not rights.held.get(act, {}).get("market") and not rights.held.get(act, {}).get("channel")):
        return held
    return held | Q(Exists(Version.objects.filter(partly, post=OuterRef("pk"))))


def visible(rights: Rights, act: Act = Act.POST_SEE) -> QuerySet[Post]:
    return Post.objects.filter(within(rights, act))


def may(rights: Rights, act: Act, post: Post) -> bool:
    """Whether a member may do an act on a post in hand. No query for whose right is on its brand or on everything."""
    return rights.may(act, brand=post.brand_id) or visible(rights, act).filter(pk=post.pk).exists()


def speaking_to(market_id: UUID) -> QuerySet[Any]:
    """The ids of posts with a version for a channel of a market, to filter by."""
    return Version.objects.filter(channel__market=market_id).values("post")


def narrowed(posts: QuerySet[Post], brand: Brand | None, market: Market | None) -> QuerySet[Post]:
    """Of the brand and the market somebody narrowed every page to."""
    if brand:
        posts = posts.filter(brand=brand)
    return posts.filter(pk__in=speaking_to(market.pk)) if market else posts


def post_or_404(rights: Rights, post_id: UUID, act: Act = Act.POST_SEE) -> Post:
    """A post the member may see. What they may not see does not exist."""
    return get_object_or_404(visible(rights, act).select_related("brand", "campaign", "author"), pk=post_id)


def post_or_none(rights: Rights, post_id: UUID) -> Post | None:
    return visible(rights).filter(pk=post_id).first()


def pictured_or_404(rights: Rights, channel_id: UUID) -> Channel:
    """A channel with a picture, for whoever sees what it publishes."""
    whole = Q(rights.within(Act.POST_SEE, brand="brand", market="market", channel="pk"))
    shown = Version.objects.filter(channel=OuterRef("pk"), post__in=visible(rights))
    found = Channel.objects.filter(whole | Exists(shown), pk=channel_id).exclude(avatar="").first()
    if found is None:
        raise Http404
    return found


def states_in(post_id: UUID) -> set[str]:
    return set(Version.objects.filter(post=post_id).values_list("state", flat=True))


def versions_in(post_id: UUID) -> set[tuple[UUID, str]]:
    """Each version with its state: equal before and after an act that took nothing back."""
    return set(Version.objects.filter(post=post_id).values_list("pk", "state"))


def going(post_id: UUID) -> list[UUID]:
    """The versions of a post that a withdrawal takes back."""
    rows_ = Version.objects.filter(post=post_id)
    rows_ = rows_.exclude(state__in=[State.PUBLISHED, State.UNKNOWN, State.WITHDRAWN])
    return list(rows_.values_list("pk", flat=True))


def withdrawn(post_id: UUID) -> list[UUID]:
    """The versions of a post that can be brought back."""
    return list(Version.objects.filter(post=post_id, state=State.WITHDRAWN).values_list("pk", flat=True))


# ── what may be chosen ──────────────────────────────────────────────────────────────────────────


def draftable_brands(rights: Rights) -> QuerySet[Brand]:
    """Brands a member may draft for, wholly or for one of their channels."""
    whole = rights.within(Act.POST_DRAFT, brand="pk")
    partly = Channel.objects.filter(rights.within(Act.POST_DRAFT, brand="", market="market", channel="pk"))
    return Brand.objects.filter(whole | Q(pk__in=partly.values("brand")))


def draftable_channels(rights: Rights, brand_id: UUID, also: Iterable[UUID] = ()) -> list[Channel]:
    """A brand's channels a member may draft for, those that are switched off left out unless they are in `also`."""
    may = rights.within(Act.POST_DRAFT, brand="brand", market="market", channel="pk")
    rows = Channel.objects.filter(may, brand=brand_id).exclude(Q(state=ChannelState.OFF) & ~Q(pk__in=list(also)))
    return list(rows.order_by("network", "handle"))


def campaigns_for(brand_id: UUID) -> QuerySet[Campaign]:
    return Campaign.objects.filter(Q(brand__isnull=True) | Q(brand=brand_id))


# ── the list ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Row:
    """A post in the list."""

    id: UUID
    first_line: str
    brand: Brand
    campaign: Campaign | None
    language: str
    networks: list[str]
    state: Look
    mixed: list[Look]
    """The states of its versions, when they are not all the same."""
    slot: datetime | None
    created_at: datetime
    updated_at: datetime
    author: Member


def _sorts() -> dict[str, Any]:
    return {
        "slot": "slot",
        "updated": "updated_at",
        "title": (by_name("title"), by_name("text")),
        "brand": by_name("brand__name"),
        "campaign": by_name("campaign__name"),
        "author": by_name("author__name"),
        "language": "language",
    }


def filtered(
    rights: Rights,
    member_id: UUID,
    *,
    filters: dict[str, Any],
    brand: Brand | None,
    market: Market | None = None,
    sort: str,
) -> QuerySet[Post]:
    """Posts by the list's filters; `brand` and `market` are what the person narrowed every page to."""
    posts = narrowed(visible(rights), brand, market)
    if filters.get("brand_id"):
        posts = posts.filter(brand=filters["brand_id"])
    if filters.get("campaign"):
        posts = posts.filter(campaign=filters["campaign"])
    if filters.get("channel"):
        posts = posts.filter(Exists(Version.objects.filter(post=OuterRef("pk"), channel=filters["channel"])))
    if filters.get("mine"):
        posts = posts.filter(Q(author=member_id) | Q(authors__contains=[member_id]))
    if state := filters.get("state"):
        has = Exists(Version.objects.filter(post=OuterRef("pk"), state=state))
        none = ~Exists(Version.objects.filter(post=OuterRef("pk")))
        posts = posts.filter(has | none) if state == State.DRAFT else posts.filter(has)
    posts = searching.holding(posts, words_of(str(filters.get("q") or "")))
    return posts.order_by(*ordered(sort, _sorts(), ("-updated_at",)))


def tally(posts: QuerySet[Post]) -> list[tuple[Look, int]]:
    """How many of the posts show each state; together they are as many as there are posts."""
    ranks = Case(
        *(When(state=state, then=rank) for rank, state in enumerate(LOUDEST)), output_field=SmallIntegerField()
    )
    loudest = Subquery(
        Version.objects.filter(post=OuterRef("pk")).annotate(rank=ranks).order_by("rank").values("rank")[:1]
    )
    late = Case(When(slot__lt=timezone.now() - PATIENCE, then=True), default=False)
    ranked = posts.order_by().annotate(loudest=Coalesce(loudest, LOUDEST.index(State.DRAFT)), late=late)
    counts = Counter[Look]()
    for row in ranked.values("loudest", "late").annotate(first=Min("slot"), count=Count("pk")):
        counts[look(LOUDEST[row["loudest"]], row["first"] if row["late"] else None)] += row["count"]
    order = list(State)
    return sorted(counts.items(), key=lambda found: order.index(State(found[0].code)))


def page_of(posts: QuerySet[Post], number: Any) -> Any:
    """A page of posts, its object list turned into rows: a number of queries that does not grow with them."""
    page: Any = Paginator(posts, PER_PAGE).get_page(number)
    page.object_list = rows(page.object_list)
    return page


def rows(posts: Any) -> list[Row]:
    """Posts (a queryset) as rows of a list."""
    return [row_of(post) for post in prepared(posts)]


def prepared(posts: Any) -> Any:
    """The queryset with all that `row_of` shows; a number of queries that does not grow with posts."""
    versions = Version.objects.only("post", "state").annotate(network=F("channel__network"))
    versions = versions.order_by("network", "channel__handle")
    return posts.select_related("brand", "campaign", "author").prefetch_related(
        Prefetch("versions", queryset=versions, to_attr="all_versions")
    )


def row_of(post: Any) -> Row:
    living = [version for version in post.all_versions if version.state != State.WITHDRAWN] or post.all_versions
    states = list(dict.fromkeys(version.state for version in living))
    return Row(
        id=post.pk,
        first_line=first_line(post),
        brand=post.brand,
        campaign=post.campaign,
        language=post.language,
        networks=list(dict.fromkeys(version.network for version in living)),
        state=look(overall(states), post.slot),
        mixed=[look(state, post.slot) for state in states] if len(states) > 1 else [],
        slot=post.slot,
        created_at=post.created_at,
        updated_at=post.updated_at,
        author=post.author,
    )


def first_line(post: Post) -> str:
    """What a post is called in lists: its title, or the first line of its text."""
    return post.title or next((line.strip()[:120] for line in post.text.splitlines() if line.strip()), "…")


def state_of(post: Post) -> Look:
    states = Version.objects.filter(post=post).values_list("state", flat=True)
    return look(overall(states), post.slot)


def states_of(posts: Iterable[Post]) -> dict[UUID, Look]:
    """The states posts show, by id; one query."""
    slots = {post.pk: post.slot for post in posts}
    states: dict[UUID, list[str]] = {pk: [] for pk in slots}
    for post_id, state in Version.objects.filter(post__in=states).values_list("post_id", "state"):
        states[post_id].append(state)
    return {post_id: look(overall(found), slots[post_id]) for post_id, found in states.items()}


# ── one post ────────────────────────────────────────────────────────────────────────────────────


def revisions(post: Post, limit: int = 100) -> list[Revision]:
    return list(all_revisions(post)[:limit])


def all_revisions(post: Post) -> QuerySet[Revision]:
    """Every one, the newest first."""
    return Revision.objects.filter(post=post).select_related("member").order_by("-number")


def revision(post: Post, number: int) -> Revision | None:
    return Revision.objects.filter(post=post, number=number).select_related("member").first()


def revision_at(post_id: UUID, moment: datetime) -> Revision | None:
    """How a post stood at a moment."""
    return Revision.objects.filter(post=post_id, at__lte=moment).order_by("-number").first()


def versions_of(post: Post) -> list[Version]:
    return list(
        Version.objects.filter(post=post).select_related("channel").order_by("channel__network", "channel__handle")
    )


def images_of(post: Post) -> list[PostImage]:
    return list(PostImage.objects.filter(post=post).select_related("asset").order_by("position"))


def pictures(ids: Iterable[UUID]) -> dict[UUID, Any]:
    """Assets by id, those of a post that was judged already."""
    return {asset.pk: asset for asset in Asset.objects.filter(pk__in=list(ids))}


def attached_or_404(post: Post, asset_id: UUID) -> PostImage:
    """A picture of a post. Raises Http404 for any other."""
    found = PostImage.objects.filter(post=post, asset=asset_id).select_related("asset").first()
    if found is None:
        raise Http404
    return found


def shown_or_404(post: Post, version_id: UUID, asset_id: UUID) -> Any:
    """A picture as one version of a post shows it. Raises Http404 when it shows no such picture."""
    version = Version.objects.filter(post=post, pk=version_id).first()
    if version is None:
        raise Http404
    return crops.shown(attached_or_404(post, asset_id).asset, version.crops)


@dataclass(frozen=True)
class LinkRow:
    """A tracked link of a post: where it is used, its short address, where it leads."""

    channel: Channel
    short: str
    target: str


def links_of(sent: Iterable[Wire]) -> list[LinkRow]:
    return [LinkRow(wire.channel, wire.link, wire.target) for wire in sent if wire.link]


def names(kinds: dict[str, set[str]]) -> dict[tuple[str, str], str]:
    """Words for ids in a history: {("channel", id): "@brand", …}. Ids that are gone stay ids."""
    models: dict[str, Any] = {"brand": Brand, "campaign": Campaign, "channel": Channel, "asset": Asset}
    return {
        (kind, str(row.pk)): str(row)
        for kind, ids in kinds.items()
        if ids
        for row in models[kind].objects.filter(pk__in=ids)
    }


@dataclass(frozen=True)
class FilterOptions:
    """What the list can be narrowed to: (value, words) pairs."""

    brands: list[tuple[str, str]]
    channels: list[tuple[UUID, str]]
    campaigns: list[tuple[UUID, str]]


def filter_options(rights: Rights, brand: Brand | None, market: Market | None = None) -> FilterOptions:
    """Brands, channels and campaigns of posts this member may see; three queries."""
    may = rights.within(Act.POST_SEE, brand="brand", market="market", channel="pk")
    channels = list(Channel.objects.filter(may).select_related("brand").order_by("network", "handle"))
    whole = Brand.objects.filter(
        rights.within(Act.POST_SEE, brand="pk") | Q(pk__in={channel.brand_id for channel in channels})
    )
    brands = list(whole)
    if brand:
        channels = [channel for channel in channels if channel.brand_id == brand.pk]
    if market:
        channels = [channel for channel in channels if channel.market_id == market.pk]
    campaigns_ = Campaign.objects.filter(Q(brand__isnull=True) | Q(brand__in=[one.pk for one in brands]))
    return FilterOptions(
        local_choices(brands),
        [(one.pk, str(one)) for one in channels],
        [(one.pk, one.name) for one in campaigns_],
    )


def anything_out() -> bool:
    """Whether anything was ever published, the sample aside."""
    return Version.objects.filter(state=State.PUBLISHED, post__brand__sample=False).exists()


def wrote_something(member: Member) -> bool:
    """Whether a member began a post, the sample aside."""
    return Post.objects.filter(author=member, brand__sample=False).exists()
