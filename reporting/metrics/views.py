"""The registry's pages: all metrics, one definition with its versions, and how a figure came to be."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Request, gate
from coe.web.joining import local_name
from coe.web.links import to
from reporting import formats
from reporting.dashboards.judging import judge
from reporting.dashboards.numbers import Numbers
from reporting.dashboards.page import Page
from reporting.dashboards.views import period_choices, period_of
from reporting.metrics import actions, selectors
from reporting.metrics.forms import DefineForm
from reporting.metrics.registry import GOALS, UNITS
from reporting.scope import Scope, scope_of
from reporting.tabs import tabs

SECONDS_AN_HOUR = 3600
FORMATS: dict[str, dict[str, Any]] = {
    "ratio": {"style": "percent"},
    "return": {"style": "percent"},
    "seconds": {"style": "unit", "unit": "hour", "unitDisplay": "narrow", "maximumFractionDigits": 1},
}
"""How an axis writes its values, by unit, as options of Intl.NumberFormat; the rest as short figures."""


@gate(Act.REPORT_SEE)
def metrics(request: Request) -> HttpResponse:
    rows = selectors.metric_rows()
    context = {
        "rows": rows,
        "tabs": tabs(request, "metrics"),
        "may_define": request.rights.may(Act.METRIC_DEFINE),
        "may_export": request.rights.may(Act.REPORT_EXPORT, anywhere=True),
    }
    return render(request, "reporting/metrics/list.html", context)


@gate(Act.REPORT_SEE)
def metric(request: Request, key: str) -> HttpResponse:
    """A definition with its history. With a period in the address, also the figure it was opened from."""
    known = selectors.metric(key)
    context: dict[str, Any] = {
        "metric": known,
        "name": selectors.name_of(known),
        "definition": selectors.definition_of(known),
        "unit": UNITS[known.unit],
        "better": selectors.better_words(known.better),
        "knobs": [(knob.label, known.knob(knob.name)) for knob in known.shipped.knobs],
        "versions": selectors.versions(key),
        "tabs": tabs(request, "metrics"),
        "may_define": request.rights.may(Act.METRIC_DEFINE),
    }
    if key in GOALS:
        context |= _figure(request, scope_of(request), key)
    return render(request, "reporting/metrics/one.html", context)


def _figure(request: Request, scope: Scope, key: str) -> dict[str, Any]:
    period, now = period_of(request), timezone.now()
    # `of` names one brand of those the member may see; an unknown one means all of them.
    brand = next((one for one in scope.brands if one.slug == request.GET.get("of")), None)
    numbers = Numbers(scope, period.back(), now)
    reading = numbers.reading(key, None if key == "lead_time" else brand)
    verdict = judge(reading, elapsed=period.elapsed(now))
    currency = scope.org.currency
    page = Page(request, numbers)
    unit = reading.metric.unit
    scale = SECONDS_AN_HOUR if unit == "seconds" else 1
    return {
        "period": period,
        "picker": period_choices(period),
        "keep": f"&of={brand.slug}" if brand else "",
        "who": local_name(brand) if brand else "",
        "value": formats.figure(reading.now, unit, currency, full=True),
        "verdict": verdict,
        "fetched": page.how.fetched(key),
        "coverage": page.how.coverage(key),
        "of": page.how.of(key, brand),
        "history": [
            (one.label, formats.figure(value, unit, currency, full=True))
            for one, value in reversed(list(zip(numbers.periods, reading.values, strict=True)))
        ],
        "chart": {
            "kind": "lines",
            "labels": [one.short for one in numbers.periods],
            "series": [
                {
                    "name": selectors.name_of(reading.metric),
                    "values": [None if value is None else float(value) / scale for value in reading.values],
                    "main": True,
                }
            ],
            "goal": float(reading.target.value) / scale if reading.target else None,
            "goal_text": _("Goal") if reading.target else "",
            **({"format": FORMATS[unit]} if unit in FORMATS else {}),
        },
        "finding": page.label(reading, verdict),
    }


@gate(Act.METRIC_DEFINE)
def define(request: Request, key: str) -> HttpResponse:
    known = selectors.metric(key)
    form = DefineForm(request.POST or None, metric=known)
    if request.method == "POST" and form.is_valid():
        version = actions.define(
            request.actor, key=key, from_version=form.cleaned_data["version"], words=form.said, knobs=form.turned
        )
        messages.success(request, _("Version %(version)d is in force.") % {"version": version})
        return redirect(to(request, "metric", key))
    context = {
        "form": form,
        "metric": known,
        "name": selectors.name_of(known),
        "next": known.version + 1,
        "tabs": tabs(request, "metrics"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reporting/metrics/define.html", context, status=status)
