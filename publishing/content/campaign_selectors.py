"""Reading campaigns and the lists of values that links may carry."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from coe.access.api import Act, Rights
from coe.search.folding import says, words_of
from coe.tenancy.models import Brand
from coe.web.sorting import by_name, ordered
from publishing.content.models import Campaign, TrackedLink, UtmValue


def campaigns(rights: Rights, *, words: str = "", sort: str = "") -> list[Campaign]:
    """Campaigns of brands the member manages campaigns of, and those of no single brand."""
    may = rights.within(Act.CAMPAIGN_MANAGE, brand="brand")
    columns = {
        "name": by_name("name"), "slug": "slug", "brand": by_name("brand__name"),
        "starts": "starts_on", "ends": "ends_on",
    }  # fmt: skip
    found = Campaign.objects.filter(may | Q(brand__isnull=True), says(words_of(words), "name", "slug"))
    return list(found.select_related("brand").order_by(*ordered(sort, columns, ("-starts_on", "name"))))


def visible(rights: Rights) -> QuerySet[Campaign]:
    """Campaigns of brands whose posts the member sees, and those of no single brand."""
    return Campaign.objects.filter(rights.within(Act.POST_SEE, brand="brand") | Q(brand__isnull=True))


def campaign_or_404(rights: Rights, campaign_id: UUID) -> Campaign:
    found = next((one for one in campaigns(rights) if one.pk == campaign_id), None)
    if found is None:
        raise Http404
    return found


def utm_values() -> list[UtmValue]:
    return list(UtmValue.objects.order_by("field", "value"))


def campaign_brands(rights: Rights) -> QuerySet[Brand]:
    return Brand.objects.filter(rights.within(Act.CAMPAIGN_MANAGE, brand="pk"))


def tracked(
    rights: Rights, *, brand: UUID | None = None, campaign: UUID | None = None, post: UUID | None = None
) -> QuerySet[TrackedLink]:
    """Tracked links of brands and channels whose posts the member may see."""
    may = rights.within(Act.POST_SEE, brand="brand", market="version__channel__market", channel="version__channel")
    rows = TrackedLink.objects.filter(may).select_related("brand", "campaign")
    wanted = {"brand": brand, "campaign": campaign, "version__post": post}
    return rows.filter(**{name: value for name, value in wanted.items() if value})
