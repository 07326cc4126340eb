"""What readers, shops and bookkeepers add to the story of a post: figures as they come in, orders, costs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, Max, Q, Sum
from django.db.models.functions import Trunc
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.web.joining import colon
from publishing import api as publishing
from reporting import formats
from reporting.attribution.models import Conversion
from reporting.dashboards import of_post
from reporting.links.models import Click
from reporting.metrics.models import Observation
from reporting.metrics.registry import REACTIONS


def told(request: Any, post_id: UUID) -> Iterable[publishing.PostMoment]:
    """Nothing for who may not see this brand's results."""
    if of_post.facts(request, post_id) is None:
        return
    yield from _spent(request, post_id)
    out = of_post.published(request, post_id)
    if not out:
        return
    yield from _figures(out, of_post.observed(request, post_id))
    yield from _earned(request, post_id)


def _spent(request: Any, post_id: UUID) -> Iterable[publishing.PostMoment]:
    for row in of_post.costs(request, post_id):
        if row.cancelled_at:
            continue
        amount = formats.money(row.amount, row.currency, whole=False)
        yield publishing.PostMoment(
            row.entered_at,
            "coins",
            _("%(amount)s spent: %(what)s") % {"amount": amount, "what": row.what},
            note=_("entered by %(name)s, spent on %(day)s")
            % {"name": row.entered_by.name, "day": formats.day(row.spent_on)},
            who=row.entered_by,
        )


def _figures(
    versions: Sequence[publishing.VersionFacts], observed: Sequence[Observation]
) -> Iterable[publishing.PostMoment]:
    """What networks counted so far, on each day one of them had more to say: all together, and each of those."""
    names = {version.id: version for version in versions}
    known: dict[UUID, dict[str, Decimal]] = {}
    days: dict[date, tuple[datetime, dict[UUID, dict[str, Decimal]]]] = {}
    for one in observed:
        known[one.object_id] = {**known.get(one.object_id, {}), one.metric: one.value}
        days[timezone.localdate(one.fetched_at)] = one.fetched_at, dict(known)
    for at, figures in days.values():
        total: dict[str, Decimal] = {}
        for counted in figures.values():
            for metric, value in counted.items():
                total[metric] = total.get(metric, Decimal(0)) + value
        yield publishing.PostMoment(
            at,
            "chart-bar",
            _("Networks counted: %(figures)s") % {"figures": _in_words(total)},
            lines=tuple(
                (names[version].network, f"{names[version].channel}{colon()}{_in_words(counted)}")
                for version, counted in figures.items()
            )
            if len(figures) > 1
            else ((names[next(iter(figures))].network, names[next(iter(figures))].channel),),
        )


def _in_words(figures: dict[str, Decimal]) -> str:
    reactions = sum((figures[key] for key in REACTIONS if key in figures), Decimal(0))
    views, replies = int(figures.get("views", 0)), int(figures.get("replies", 0))
    parts = [
        (int(views), ngettext("%(count)s view", "%(count)s views", views)),
        (int(reactions), ngettext("%(count)s reaction", "%(count)s reactions", int(reactions))),
        (int(replies), ngettext("%(count)s reply", "%(count)s replies", replies)),
    ]
    said = " · ".join(words % {"count": formats.count(count)} for count, words in parts if count)
    return said or _("no reactions yet")


def _earned(request: Any, post_id: UUID) -> Iterable[publishing.PostMoment]:
    """Readers and orders, a line for each day that had any."""
    zone = timezone.get_current_timezone()
    clicks = {
        row["day"]: row
        for row in Click.objects.filter(link__version__post=post_id, counted=True)
        .values(day=Trunc("at", "day", tzinfo=zone, output_field=DateField()))
        .annotate(n=Count("pk"), last=Max("at"))
        .order_by()
    }
    orders = {
        row["day"]: row
        for row in Conversion.objects.filter(link__version__post=post_id)
        .values(day=Trunc("occurred_at", "day", tzinfo=zone, output_field=DateField()))
        .annotate(n=Count("pk"), last=Max("occurred_at"), value=Sum("value", filter=Q(currency=request.org.currency)))
        .order_by()
    }
    for day in {*clicks, *orders}:
        came, bought = clicks.get(day), orders.get(day)
        parts = []
        if came:
            words = ngettext("%(count)s click", "%(count)s clicks", came["n"])
            parts.append(words % {"count": formats.count(came["n"])})
        if bought:
            words = ngettext("%(count)s order, lead or booking", "%(count)s orders, leads or bookings", bought["n"])
            parts.append(words % {"count": formats.count(bought["n"])})
        worth = formats.money(bought["value"], request.org.currency, whole=False) if bought and bought["value"] else ""
        yield publishing.PostMoment(
            max(row["last"] for row in (came, bought) if row),
            "cash" if bought else "click",
            " · ".join(parts),
            note=_("worth %(amount)s") % {"amount": worth} if worth else "",
            kind="ok" if worth else "",
        )
