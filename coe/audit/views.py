"""The audit page and its exports."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import GROUP_LABELS, Act
from coe.access.gate import Request, gate
from coe.audit import health, selectors
from coe.audit.actions import note_export
from coe.audit.lines import lines
from coe.tenancy.context import inside
from coe.web.cells import safe_cell
from coe.web.days import day_of

PAGE = 50


def _wanted(request: Request) -> selectors.Wanted:
    given = request.GET
    return selectors.Wanted(
        actor=given.get("actor", "")[:40],
        act=given.get("act", "")[:30],
        subject=given.get("q", "").replace("\x00", "")[:100],
        since=day_of(given.get("since", "")),
        until=day_of(given.get("until", "")),
    )


@gate(Act.AUDIT_SEE)
@require_GET
def audit(request: Request) -> HttpResponse:
    wanted = _wanted(request)
    seen = selectors.readable(request.rights)
    rows = selectors.entries(wanted, zone=request.org.zone, seen=seen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    whole = request.rights.may(Act.AUDIT_SEE)
    context = {
        "page": page,
        "lines": lines(selectors.with_pseudonyms(list(page))),
        "wanted": wanted,
        "actors": [("", _("Anybody")), ("task", _("The system")), *selectors.actors(seen)],
        "groups": [("", _("Any act")), *((key, label) for key, label in GROUP_LABELS.items())],
        "health": health.last(),
        "may_check": whole,
        "narrowed": not whole,
        "brands": selectors.brands_read(request.rights),
        "may_export": request.rights.may(Act.AUDIT_EXPORT),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "audit/audit.html", context)


@gate(Act.AUDIT_SEE)
@require_POST
def check(request: Request) -> HttpResponse:
    """Walks the whole chain now; for who reads the whole of it."""
    request.actor.require(Act.AUDIT_SEE)
    context = {"health": health.walk(request.org.pk), "may_check": True}
    return TemplateResponse(request, "audit/health.html", context)


@gate(Act.AUDIT_EXPORT, own_transaction=True)
@require_GET
def export(request: Request, form: str) -> HttpResponseBase:
    """Streams the trail as `jsonl` (complete, verifiable offline) or `csv` (for people)."""
    if form not in {"jsonl", "csv"}:
        raise Http404
    wanted = _wanted(request)
    note_export(request.actor, form=form, filters={key: str(value) for key, value in asdict(wanted).items() if value})
    lines = _jsonl if form == "jsonl" else _csv
    response = StreamingHttpResponse(
        _streamed(request, lines, wanted),
        content_type="application/x-ndjson" if form == "jsonl" else "text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="audit-{request.org.slug}.{form}"'
    return response


def _streamed(request: Request, lines: Any, wanted: selectors.Wanted) -> Iterator[str]:
    with inside(request.org.pk):
        yield from lines(selectors.export_rows(wanted, zone=request.org.zone))


def _jsonl(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    header: list[str] = []
    for row in rows:
        if not header:
            header = list(row)
            yield "\ufeff" + writer.writerow(header)
        flat = (json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value for value in row.values())
        yield writer.writerow([safe_cell(value) for value in flat])


def streamed_jsonl(organisation: Any, wanted: selectors.Wanted) -> Iterator[str]:
    """The verifiable export, line by line, in a transaction of its own."""
    with inside(organisation.pk):
        yield from _jsonl(selectors.export_rows(wanted, zone=organisation.zone))
