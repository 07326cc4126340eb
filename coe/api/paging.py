"""Lists by cursor: a page begins after the last row of the one before, so rows that are added meanwhile shift nothing.

A cursor is opaque. It holds the sort values of the last row, and a mark of the filters it was made with: with other
filters it would skip rows silently, so it is refused.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail
from rest_framework.utils.urls import replace_query_param

from coe.api.problems import Problem

DEFAULT, MOST = 50, 100
LONGEST = 600


@dataclass(frozen=True)
class Page:
    """Rows for the answer, and where the next page begins."""

    rows: Sequence[Any]
    cursor: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """How much is asked for, and from where. `mark` tells the filters."""

    limit: int
    after: list[Any] | None
    mark: str


def wrong_parameter(name: str, detail: str, code: str = "invalid") -> Problem:
    return Problem("parameters", errors=[{"parameter": name, "code": code, "detail": detail}])


def window(path: str, query: dict[str, str]) -> Window:
    """From the address: ?limit=1…100 and ?cursor. Raises Problem."""
    given = {name: value for name, value in query.items() if name not in {"limit", "cursor"}}
    mark = hashlib.sha256(json.dumps([path, sorted(given.items())]).encode()).hexdigest()[:12]
    limit = query.get("limit", str(DEFAULT))
    if not (limit.isascii() and limit.isdigit() and len(limit) < 4 and 1 <= int(limit) <= MOST):
        raise wrong_parameter("limit", _("Give a number from 1 to %(most)d.") % {"most": MOST})
    cursor = query.get("cursor", "")
    return Window(int(limit), _opened(cursor, mark) if cursor else None, mark)


def _opened(cursor: str, mark: str) -> list[Any]:
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        said = json.loads(base64.b64decode(cursor.encode() + b"==", altchars=b"-_", validate=False))
        known, values = said
        if known != mark or not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, UnicodeDecodeError, RecursionError):
        raise wrong_parameter("cursor", _("Take cursors as they came, with the same filters.")) from None
    return values


def _closed(values: Sequence[Any], mark: str) -> str:
    raw = json.dumps([mark, [_text(one) for one in values]], separators=(",", ":"), cls=DjangoJSONEncoder)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def keyset(asked: Window, rows: QuerySet[Any], *order: str, shown: Callable[[Any], Any] | None = None) -> Page:
    """A page of a queryset in an order that no two rows share, such as "-created_at", "pk"; columns never null.

    `shown` makes what the answer shows of the page's rows, all at once.
    """
    names = [name.lstrip("-") for name in order]
    if asked.after is not None:
        rows = rows.filter(_beyond(rows, order, asked.after))
    found = list(rows.order_by(*order)[: asked.limit + 1])
    page = found[: asked.limit]
    values = [_value(page[-1], name) for name in names] if len(found) > asked.limit else None
    cursor = _closed(values, asked.mark) if values else ""
    return Page(list(shown(page)) if shown else page, cursor)


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _beyond(rows: QuerySet[Any], order: Sequence[str], values: list[Any]) -> Q:
    """(a, b) > (x, y), spelled out because directions may differ."""
    if len(values) != len(order):
        raise wrong_parameter("cursor", _("Take cursors as they came, with the same filters."))
    wanted, equal = Q(pk__in=[]), Q()
    for name, raw in zip(order, values, strict=True):
        column, down = name.lstrip("-"), name.startswith("-")
        try:
            value = _field(rows.model, column).to_python(raw)
        except Exception:  # Whatever a column makes of a forged cursor, it is a wrong parameter.
            raise wrong_parameter("cursor", _("Take cursors as they came, with the same filters.")) from None
        wanted |= equal & Q(**{f"{column}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{column: value})
    return wanted


def _field(model: Any, path: str) -> Any:
    field = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field


def listed(asked: Window, rows: Sequence[Any], *, key: Callable[[Any], str]) -> Page:
    """A page of a short list that is read whole; `key` names each row, and its order is the list's own.

    When the row that a cursor names is gone, the page begins where it stood in the order of the keys.
    """
    rows = sorted(rows, key=key)
    if asked.after is not None:
        if len(asked.after) != 1:
            raise wrong_parameter("cursor", _("Take cursors as they came, with the same filters."))
        rows = [row for row in rows if key(row) > asked.after[0]]
    page = rows[: asked.limit]
    return Page(page, _closed([key(page[-1])], asked.mark) if len(rows) > asked.limit else "")


def envelope(page: Page, items: Any, url: str) -> dict[str, Any]:
    """The body of a list."""
    following = replace_query_param(url, "cursor", page.cursor) if page.cursor else None
    return {"items": items, "next_cursor": page.cursor or None, "next": following, **page.more}


def as_parameters(problem: Any) -> Problem:
    """Errors of a Shape that was read from the address."""
    errors = []
    for name, found in problem.items():
        for one in found if isinstance(found, list) else [found]:
            code = one.code if isinstance(one, ErrorDetail) else "invalid"
            errors.append({"parameter": str(name)[:60], "code": code, "detail": str(one)})
    return Problem("parameters", errors=errors)
