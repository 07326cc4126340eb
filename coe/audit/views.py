"""The audit page and its verifiable export."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import GROUP_LABELS, Act
from coe.access.gate import Request, gate
from coe.audit import health, selectors
from coe.audit.actions import note_export
from coe.audit.lines import lines
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import opened
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation

PAGE = 50
AUDIT = declare(
    ListKind(
        "audit", gettext_lazy("Audit"), "audit", (Act.AUDIT_SEE,), [], filters=("q", "actor", "act", "since", "until")
    )
)


@gate(Act.AUDIT_SEE)
@require_GET
def audit(request: Request) -> HttpResponseBase:
    listing = opened(request, AUDIT)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    wanted = selectors.wanted(request.GET)
    seen = selectors.readable(request.rights)
    rows = selectors.entries(wanted, zone=request.org.zone, seen=seen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    whole = request.rights.may(Act.AUDIT_SEE)
    context = {
        "page": page,
        "listing": listing,
        "lines": lines(selectors.with_pseudonyms(list(page))),
        "wanted": wanted,
        "actors": [("task", _("The system")), *selectors.actors(seen)],
        "groups": _groups(),
        "health": health.last(),
        "may_check": whole,
        "narrowed": not whole,
        "brands": selectors.brands_read(request.rights),
        "may_export": request.rights.may(Act.AUDIT_EXPORT),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "audit/audit.html", context)


def _groups() -> list[tuple[str, str]]:
    """What was done, to filter by: one line per word, which may stand for several kinds of acts."""
    keys: dict[str, list[str]] = {}
    for key, label in GROUP_LABELS.items():
        keys.setdefault(str(label), []).append(key)
    return [(",".join(several), label) for label, several in keys.items()]


@gate(Act.AUDIT_SEE)
@require_POST
def check(request: Request) -> HttpResponse:
    """Walks the whole chain now; for who reads the whole of it."""
    request.actor.require(Act.AUDIT_SEE)
    context = {"health": health.walk(request.org.pk), "may_check": True}
    return TemplateResponse(request, "audit/health.html", context)


@gate(Act.AUDIT_EXPORT, own_transaction=True)
@require_GET
def export(request: Request) -> HttpResponseBase:
    """Streams the trail as JSON lines: complete, and verifiable offline."""
    wanted = selectors.wanted(request.GET)
    filters = {key: str(value) for key, value in asdict(wanted).items() if value}
    note_export(request.actor, form="jsonl", filters=filters)
    response = StreamingHttpResponse(streamed_jsonl(request.org, wanted), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="audit-{request.org.slug}.jsonl"'
    return response


def streamed_jsonl(organisation: Organisation, wanted: selectors.Wanted) -> Iterator[str]:
    """The verifiable export, line by line, in a transaction of its own."""
    with inside(organisation.pk):
        for row in selectors.export_rows(wanted, zone=organisation.zone):
            yield json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
