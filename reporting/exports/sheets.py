"""A small table as a CSV file that spreadsheet programs open without running anything."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from coe.exports.api import Field, Table, attached, csv_lines


def sheet(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A CSV file of this name, in UTF-8 with the mark that makes Excel read it as such."""
    found = list(rows)
    table = Table([Field(str(one), one) for one in header], found, len(found))
    response = HttpResponse("".join(csv_lines(table)), content_type="text/csv; charset=utf-8")
    return attached(response, f"{name}.csv")
