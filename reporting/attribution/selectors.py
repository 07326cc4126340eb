"""Reading keys, conversions and costs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand
from coe.tenancy.secrets import Unreadable, unseal
from reporting.attribution.models import Conversion, ConversionKey, Cost
from reporting.attribution.signing import Signed, matches

WHY: dict[str, str | Promise] = {
    "no_trace": _("Reported without click or UTM"),
    "unknown": _("No such click or link here, or no visit before it"),
    "late": _("More than 30 days after the click"),
    "early": _("Before the click it names"),
    "ambiguous": _("Its UTM fits several links"),
}


@dataclass(frozen=True)
class SigningKey:
    id: UUID
    name: str
    source: str


def signing_key(signed: Signed, body: bytes) -> SigningKey | None:
    """The key that signed a message, among those not revoked; None when none did."""
    for key in ConversionKey.objects.filter(revoked_at__isnull=True).order_by("-created_at"):
        try:
            secret = unseal(key.secret, org=key.org_id, row=key.pk, column="secret")["secret"]
        except Unreadable:
            continue
        if matches(secret, signed, body):
            return SigningKey(key.pk, key.name, key.source)
    return None


def keys() -> QuerySet[ConversionKey]:
    """All keys, those in use first. Their secrets stay sealed."""
    return ConversionKey.objects.select_related("created_by").defer("secret").order_by("revoked_at", "name")


def key(key_id: UUID) -> ConversionKey:
    found = keys().filter(pk=key_id).first()
    if found is None:
        raise Http404
    return found


def sources() -> list[str]:
    """Names of sources known from keys and imports."""
    names = set(ConversionKey.objects.values_list("source", flat=True))
    return sorted(names | set(Conversion.objects.values_list("source", flat=True).distinct()))


def collecting_since() -> datetime | None:
    """When conversions began to be collected: the first key or the first conversion. None: not yet."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE)
        since: datetime | None = cursor.fetchone()[0]
    return since


_SINCE = """
SELECT least((SELECT min(created_at) FROM reporting_conversionkey), (SELECT min(occurred_at) FROM reporting_conversion))
"""


def conversions(rights: Rights, *, state: str = "", brand: Brand | None = None) -> QuerySet[Conversion]:
    """Conversions the member may see, newest first. `state`: matched or unmatched.

    Unmatched ones belong to no brand: only who sees the whole organisation's results sees them.
    """
    visible = rights.within(Act.REPORT_SEE)
    rows = Conversion.objects.filter(visible).select_related("brand", "link__version")
    if state == "matched":
        rows = rows.filter(link__isnull=False)
    elif state == "unmatched":
        rows = rows.filter(link__isnull=True)
    if brand is not None:
        rows = rows.filter(Q(brand=brand) | Q(brand__isnull=True) if state == "unmatched" else Q(brand=brand))
    return rows.order_by("-occurred_at", "pk")


def costs(rights: Rights, *, brand: Brand | None = None, post_id: UUID | None = None) -> QuerySet[Cost]:
    """Costs the member may see, newest first, cancelled ones among them."""
    rows = Cost.objects.filter(rights.within(Act.REPORT_SEE)).select_related("brand", "campaign", "post", "entered_by")
    if brand is not None:
        rows = rows.filter(brand=brand)
    if post_id is not None:
        rows = rows.filter(post_id=post_id)
    return rows.order_by("-spent_on", "-entered_at")


def cost(rights: Rights, cost_id: UUID) -> Cost:
    found = costs(rights).filter(pk=cost_id).first()
    if found is None:
        raise Http404
    return found


def brands_for(rights: Rights, *acts: Act) -> list[Brand]:
    """The brands on which a member may do something, or one of several things."""
    may = Q(pk__in=[])
    for act in acts:
        may |= rights.within(act, brand="pk")
    return list(Brand.objects.filter(may))
