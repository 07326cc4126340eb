"""A list as bytes or as an answer."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation

from coe.exports.ask import Ask
from coe.exports.registry import Source
from coe.exports.tables import Table, csv_lines, xlsx
from coe.tenancy.context import inside

DIRECT = 5_000
"""Rows that are handed over at once; longer lists are made in the background."""
MOST = 200_000
"""Rows a file holds. Beyond it the list has to be filtered first."""
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def keys_of(ask: Ask) -> bool:
    """Whether the header shall have the names for programs."""
    return ask.GET.get("names") == "keys"


def content(source: Source, ask: Ask, table: Table, form: str) -> bytes:
    """The whole file. `form` is csv or xlsx."""
    with translation.override(ask.language):
        if form == "xlsx":
            return xlsx(table, title=str(source.title), zone=ask.zone, keys=keys_of(ask))
        return "".join(csv_lines(table, keys=keys_of(ask), bom=ask.GET.get("bom") != "0")).encode()


def answer(source: Source, ask: Ask, table: Table, form: str) -> HttpResponseBase:
    """The file as an answer; CSV is streamed, inside its organisation."""
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(_streamed(ask, table), content_type=FORMS["csv"])
    else:
        response = HttpResponse(content(source, ask, table, form), content_type=FORMS[form])
    return attached(response, file_name(ask, source.name, form))


def attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_name(ask: Ask, name: str, form: str, day: date | None = None) -> str:
    return f"{ask.org.slug}-{name}{f'-{day}' if day else ''}.{form}"


def _streamed(ask: Ask, table: Table) -> Iterator[bytes]:
    with inside(ask.org.pk, user=ask.member.user_id), translation.override(ask.language):
        for line in csv_lines(table, keys=keys_of(ask), bom=ask.GET.get("bom") != "0"):
            yield line.encode()
