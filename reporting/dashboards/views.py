"""The executive page."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Request, gate
from coe.exports.api import Asking
from reporting import formats
from reporting.dashboards.numbers import Numbers
from reporting.dashboards.page import Page
from reporting.dashboards.periods import KINDS, Period
from reporting.scope import scope_of
from reporting.tabs import tabs


def period_of(request: Asking) -> Period:
    """What the address asks for; else the week of yesterday."""
    asked = {name: request.GET.get(name, "") for name in ("period", "on") if name in request.GET}
    return Period.asked(asked, request.org.zone)


def period_choices(period: Period) -> dict[str, Any]:
    """What the period picker shows: kinds, and the periods before and after."""
    names = {"week": _("Week"), "month": _("Month"), "quarter": _("Quarter")}
    today = timezone.now().astimezone(ZoneInfo(period.zone)).date()
    following = period.shift(1)
    # Changing the kind keeps the end of what is shown, so a running week stays in the running month.
    on = min(period.last, today).isoformat()
    return {
        "kinds": [
            {"url": f"?period={kind}&on={on}", "text": names[kind], "current": kind == period.kind} for kind in KINDS
        ],
        "earlier": period.shift(-1),
        "later": following if following.first <= today else None,
        "recent": list(reversed(period.back(8))),
    }


@gate(Act.REPORT_SEE)
def dashboard(request: Request) -> HttpResponse:
    scope = scope_of(request)
    period, now = period_of(request), timezone.now()
    numbers = Numbers(scope, period.back(), now)
    page = Page(request, numbers)
    choices, risks = page.choices(), page.risks()
    return render(
        request,
        "reporting/dashboards/dashboard.html",
        {
            "page": page,
            "period": period,
            "picker": period_choices(period),
            "periods": numbers.periods,
            "now_words": formats.moment(now),
            "tables": "tables" in request.GET,
            "choices": choices,
            "choice_count": page.how.counted("decisions", len(choices)),
            "risks": risks,
            "risk_count": page.how.counted("at_risk", len(risks)),
            "tabs": tabs(request, "dashboard"),
            "may_export": request.rights.may(Act.REPORT_EXPORT, anywhere=True),
            "currency": scope.org.currency,
        },
    )
