"""Reading the library: which pictures a member may see, and where each is used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Rights
from coe.search.folding import says, words_of
from coe.web.sorting import by_name, ordered
from coe.web.templatetags.coe import day_short
from publishing.connections.models import Channel
from publishing.content.models import PostImage, Version
from publishing.content.selectors import look as state_look
from publishing.content.states import State, overall
from publishing.library.models import Asset

PER_PAGE = 48
MOST_USES = 50


def visible(rights: Rights, act: Act = Act.POST_SEE) -> QuerySet[Asset]:
    """Pictures of brands the member may see posts of, and those of no single brand."""
    channels = Channel.objects.filter(rights.within(act, brand="", market="market", channel="pk"))
    mine = rights.within(act, brand="brand") | Q(brand__in=channels.values("brand"))
    return Asset.objects.filter(mine | Q(brand__isnull=True))


def asset_or_404(rights: Rights, asset_id: UUID) -> Asset:
    asset = visible(rights).filter(pk=asset_id).select_related("brand", "added_by").first()
    if asset is None:
        raise Http404
    return asset


def offered(rights: Rights, brand_id: UUID, *, without: Iterable[UUID] = ()) -> list[Asset]:
    """Pictures a post of a brand can take from the library, newest first; a dozen, the library page has the rest."""
    rows = visible(rights).filter(Q(brand=brand_id) | Q(brand__isnull=True)).exclude(pk__in=list(without))
    return list(rows.order_by("-added_at")[:12])


def found(rights: Rights, *, brand: Any = None, words: str = "") -> QuerySet[Asset]:
    """Pictures the member may see, by brand (an object or its id) and by words in name or description."""
    rows = visible(rights).select_related("brand")
    if brand:
        rows = rows.filter(Q(brand=brand) | Q(brand__isnull=True))
    return rows.filter(says(words_of(words), "name", "alt"))


SOON = timedelta(days=30)
"""Rights that end within this are said to end soon."""


def _narrowed(rows: QuerySet[Any], show: str) -> QuerySet[Any]:
    """`show`: one of SHOWS; anything else narrows nothing."""
    today = timezone.localdate()
    kinds = {
        "ending": Q(rights_until__gte=today, rights_until__lte=today + SOON),
        "ended": Q(rights_until__lt=today),
        "unsaid": Q(rights="", rights_until__isnull=True),
        "undescribed": Q(alt=""),
        "unused": Q(uses=0),
    }
    return rows.filter(kinds[show]) if show in kinds else rows


SHOWS = [
    ("ending", _("Rights end soon")),
    ("ended", _("Rights have ended")),
    ("unsaid", _("No rights noted")),
    ("undescribed", _("Not described")),
    ("unused", _("In no post")),
]


@dataclass(frozen=True)
class RightsLook:
    """A chip: state family, icon, words."""

    kind: str
    icon: str
    text: Any


def rights_look(asset: Asset) -> RightsLook | None:
    """How long a picture may still be shown; None when nobody noted anything."""
    until = asset.rights_until
    if until is None:
        return RightsLook("ok", "license", _("Rights without end")) if asset.rights else None
    day = day_short(until)
    today = timezone.localdate()
    if until < today:
        return RightsLook("stop", "alert-triangle", _("Rights ended %(day)s") % {"day": day})
    kind = "wait" if until <= today + SOON else "ok"
    return RightsLook(kind, "license", _("Rights to %(day)s") % {"day": day})


def of_market(market: Any) -> Q:
    """Pictures that posts for a market show, and those in no post yet of a brand that speaks there, or of none."""
    shown = PostImage.objects.filter(post__in=Version.objects.filter(channel__market=market).values("post"))
    there = Q(brand__in=Channel.objects.filter(market=market).values("brand")) | Q(brand__isnull=True)
    return Q(pk__in=shown.values("asset")) | (there & ~Q(pk__in=PostImage.objects.values("asset")))


def listed(
    rights: Rights, *, brand: Any, market: Any = None, words: str, sort: str = "", show: str = ""
) -> QuerySet[Any]:
    """Pictures, newest first unless sorted, with how many posts use each (`uses`)."""
    uses = (
        PostImage.objects.filter(asset=OuterRef("pk"))
        .order_by()
        .values("asset")
        .annotate(n=Count("post", distinct=True))
        .values("n")
    )
    rows = _narrowed(found(rights, brand=brand, words=words).annotate(uses=Coalesce(Subquery(uses), 0)), show)
    if market:
        rows = rows.filter(of_market(market))
    columns = {"name": by_name("name"), "uses": "uses", "added": "added_at", "rights": "rights_until"}
    order = ordered(sort, columns, ("-added_at",))
    return rows.order_by(*order)


def page_of(rights: Rights, *, number: Any, **asked: Any) -> Any:
    """A page of what is `listed`."""
    page: Any = Paginator(listed(rights, **asked), PER_PAGE).get_page(number)
    for asset in page.object_list:
        asset.look = rights_look(asset)
    return page


@dataclass(frozen=True)
class Use:
    """A post that shows it. `look`: its state; `crops`: how many of its channels show only a part."""

    post_id: UUID
    label: str
    alt: str
    look: Any
    slot: datetime | None
    networks: list[str]
    crops: int


def uses_of(rights: Rights, asset: Asset) -> tuple[list[Use], int]:
    """Posts that show a picture, those the member may see: the latest slot first, then what has none; and how many."""
    rows = PostImage.objects.filter(rights.within(Act.POST_SEE, brand="post__brand"), asset=asset)
    order = (F("post__slot").desc(nulls_last=True), "-post__updated_at")
    newest = list(rows.select_related("post").annotate(every=Window(Count("pk"))).order_by(*order)[:MOST_USES])
    versions: dict[UUID, list[Version]] = {}
    for version in Version.objects.filter(post__in=[row.post_id for row in newest]).select_related("channel"):
        versions.setdefault(version.post_id, []).append(version)
    every: int = newest[0].every if newest else 0
    return [_use(row, versions.get(row.post_id, []), str(asset.pk)) for row in newest], every


def _use(row: PostImage, versions: list[Version], asset: str) -> Use:
    living = [one for one in versions if one.state != State.WITHDRAWN] or versions
    return Use(
        row.post_id,
        str(row.post),
        row.alt,
        state_look(overall(one.state for one in living), row.post.slot),
        row.post.slot,
        list(dict.fromkeys(one.channel.network for one in living)),
        sum(asset in one.crops for one in living),
    )
