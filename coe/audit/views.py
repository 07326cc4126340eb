"""The audit page and its verifiable export."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import GROUP_LABELS, Act
from coe.access.gate import Request, gate
from coe.audit import selectors
from coe.audit.actions import note_export
from coe.audit.words import sentence
from coe.tenancy.context import inside

PAGE = 50


@gate(Act.AUDIT_SEE)
@require_GET
def audit(request: Request) -> HttpResponse:
    wanted = selectors.wanted(request.GET)
    page = Paginator(selectors.entries(wanted, zone=request.org.zone), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(entry, sentence(entry)) for entry in page],
        "wanted": wanted,
        "actors": [("", _("Anybody")), ("task", _("The system")), *selectors.actors()],
        "groups": [("", _("Any act")), *((key, label) for key, label in GROUP_LABELS.items())],
        "health": selectors.health(request.org.pk),
        "may_export": request.rights.may(Act.AUDIT_EXPORT),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "audit/audit.html", context)


@gate(Act.AUDIT_SEE)
@require_POST
def check(request: Request) -> HttpResponse:
    """Walks the whole chain now."""
    context = {"health": selectors.health(request.org.pk, fresh=True)}
    return TemplateResponse(request, "audit/health.html", context)


@gate(Act.AUDIT_EXPORT, own_transaction=True)
@require_GET
def export(request: Request) -> HttpResponseBase:
    """Streams the trail as JSON lines: complete, and verifiable offline."""
    wanted = selectors.wanted(request.GET)
    filters = {key: str(value) for key, value in asdict(wanted).items() if value}
    note_export(request.actor, form="jsonl", filters=filters)
    response = StreamingHttpResponse(_jsonl(request, wanted), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="audit-{request.org.slug}.jsonl"'
    return response


def _jsonl(request: Request, wanted: selectors.Wanted) -> Iterator[str]:
    with inside(request.org.pk):
        for row in selectors.export_rows(wanted, zone=request.org.zone):
            yield json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
