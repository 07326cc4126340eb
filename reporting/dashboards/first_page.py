"""What reporting brings to the first page: the posts one approved, and what came of them."""

from datetime import timedelta

from django.utils import timezone

from coe.access.api import Act, Request
from coe.web.home import Panel, panel
from governance.api import approved_by
from publishing import api as publishing
from reporting.attribution.value import clicks_by_day, lines
from reporting.formats import money
from reporting.scope import scope_of

SHOWN, DAYS = 3, 30


@panel
def earned(request: Request) -> Panel | None:
    """The best of what this person approved lately: revenue first, clicks where there is none."""
    if not request.rights.may(Act.REPORT_SEE, anywhere=True):
        return None
    approved = approved_by(request.member.pk, since=timezone.now() - timedelta(days=DAYS))
    if not approved:
        return None
    currency, scope = request.org.currency, scope_of(request)
    brands = {brand.pk: brand for brand in scope.brands}
    found = lines(
        "post",
        brand_ids=scope.ids,
        channel_ids=scope.channel_ids,
        currency=currency,
        margin=100,
        ids=approved,
        spent={},
    )
    best = sorted(found, key=lambda line: (line.revenue, line.clicks), reverse=True)[:SHOWN]
    ids = [line.id for line in best if line.id]
    facts, pictures = publishing.post_facts(ids), publishing.first_pictures(ids)
    daily = clicks_by_day(ids, days=DAYS, zone=request.org.zone)
    rows = [
        {
            "post": facts[line.id],
            "brand": brands[facts[line.id].brand_id],
            "money": money(line.revenue, currency),
            "clicks": line.clicks,
            "picture": pictures.get(line.id),
            "daily": daily[line.id],
        }
        for line in best
        if line.id in facts
    ]
    return Panel(40, "reporting/home/earned.html", {"rows": rows, "days": DAYS}) if rows else None
