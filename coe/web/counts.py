"""Small numbers beside the rail. Packages to the right register theirs; coe asks without knowing them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

Counter = Callable[[HttpRequest], int]
Rows = Callable[[HttpRequest], QuerySet[Any] | None]
_counters: dict[str, Counter] = {}
_rows: dict[str, Rows] = {}


def register(key: str, counter: Counter) -> None:
    """Count KEY with COUNTER: one cheap query, asked on every full page. Call from `AppConfig.ready`."""
    _counters[key] = counter


def register_rows(key: str, rows: Rows) -> None:
    """Count KEY by its ROWS, None for none. All keys registered so are counted in one query."""
    _rows[key] = rows


def counted(key: str, request: HttpRequest, number: int) -> None:
    """The page has counted KEY itself: nobody else needs to."""
    _known(request)[key] = number


def _known(request: HttpRequest) -> dict[str, int]:
    known: dict[str, int] = request.__dict__.setdefault("_coe_counts", {})
    return known


def count(key: str, request: HttpRequest) -> int:
    """How many wait, or 0 when nobody counts KEY. Counted once for a request, whoever asks."""
    known = _known(request)
    if key not in known and key in _rows:
        known |= together({other: rows(request) for other, rows in _rows.items() if other not in known})
    if key not in known and key in _counters:
        known[key] = _counters[key](request)
    return known.get(key, 0)


def together(found: Mapping[str, QuerySet[Any] | None]) -> dict[str, int]:
    """How many rows each has, None for none. One query for all of them, none when there is nothing to ask."""
    asked: dict[str, str] = {}
    params: list[Any] = []
    for key, rows in found.items():
        if rows is None:
            continue
        query = rows.values("pk").query
        query.clear_ordering()
        try:
            sql, more = query.sql_with_params()
        except EmptyResultSet:
            continue
        asked[key] = f"(SELECT count(*) FROM ({sql}) counted)"  # noqa: S608  (as the database layer wrote it)
        params += more
    if not asked:
        return dict.fromkeys(found, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked.values())}", params)
        return dict.fromkeys(found, 0) | dict(zip(asked, cursor.fetchone(), strict=True))
