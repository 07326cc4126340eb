"""Reading the library: which pictures a member may see, and where each is used."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from coe.access.api import Act, Rights
from coe.search.folding import says, words_of
from coe.web.sorting import by_name, ordered
from publishing.connections.models import Channel
from publishing.content.models import PostImage
from publishing.library.models import Asset

PER_PAGE = 48


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


def listed(rights: Rights, *, brand: Any, words: str, sort: str = "") -> QuerySet[Any]:
    """Pictures, newest first unless sorted, with how many posts use each (`uses`)."""
    uses = (
        PostImage.objects.filter(asset=OuterRef("pk"))
        .order_by()
        .values("asset")
        .annotate(n=Count("post", distinct=True))
        .values("n")
    )
    rows = found(rights, brand=brand, words=words).annotate(uses=Coalesce(Subquery(uses), 0))
    order = ordered(sort, {"name": by_name("name"), "uses": "uses", "added": "added_at"}, ("-added_at",))
    return rows.order_by(*order)


def page_of(rights: Rights, *, brand: Any, words: str, number: Any, sort: str = "") -> Any:
    return Paginator(listed(rights, brand=brand, words=words, sort=sort), PER_PAGE).get_page(number)


@dataclass(frozen=True)
class Use:
    post_id: UUID
    label: str
    alt: str


def uses_of(rights: Rights, asset: Asset) -> list[Use]:
    """Posts that show a picture, those the member may see."""
    rows = PostImage.objects.filter(rights.within(Act.POST_SEE, brand="post__brand"), asset=asset)
    newest = rows.select_related("post").order_by("-post__updated_at")[:50]
    return [Use(row.post_id, str(row.post), row.alt) for row in newest]
