"""Tables as CSV files that spreadsheet programs open without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from coe.access.api import Request
from coe.web.cells import safe_cell
from reporting.exports import actions
from reporting.scope import Scope


def sheet(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV file of this name, in UTF-8 with the mark that makes Excel read it as such."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(str(cell)) for cell in header])
    for row in rows:
        writer.writerow([safe_cell(_plain(cell)) for cell in row])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def export(
    request: Request, scope: Scope, name: str, header: Sequence[Any], rows: Sequence[Sequence[Any]]
) -> HttpResponse:
    """The same, after asking whether this member may take these brands' results out, and noting that they did."""
    actions.export(
        request.actor, name=name, brand_ids=None if scope.whole else scope.ids, rows=len(rows), channels=scope.channels
    )
    return sheet(f"{request.org.slug}-{name}", header, rows)


def _plain(cell: Any) -> Any:
    if cell is None:
        return ""
    return cell.isoformat() if hasattr(cell, "isoformat") else cell if isinstance(cell, (int, float)) else str(cell)
