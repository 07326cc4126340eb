"""Tags with a body: panel, dialog, drawer, menu, blank, table, filters. Registered by templatetags/coe.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Column:
    """A column of a table. With `sort`, its header is a link that sorts by `key`."""

    key: str
    label: str | Promise
    sort: bool = False
    number: bool = False
    css: str = ""


@dataclass(frozen=True)
class Header:
    """A column's header on this page: where clicking leads, and how the list is sorted now."""

    column: Column
    url: str
    sorted: str  # "ascending", "descending" or ""


def headers(request: HttpRequest | None, columns: Sequence[Column]) -> list[Header]:
    """Sorting is in the address: `?sort=due`, `?sort=-due`. Another sort goes back to the first page."""
    now = request.GET.get("sort", "") if request else ""
    made = []
    for column in columns:
        query = request.GET.copy() if request else None
        if query is not None:
            query.pop("page", None)
            query["sort"] = f"-{column.key}" if now == column.key else column.key
        state = "ascending" if now == column.key else "descending" if now == f"-{column.key}" else ""
        made.append(Header(column, f"?{query.urlencode()}" if query is not None else "", state))
    return made


def _made(name: str, content: str, **context: Any) -> SafeString:
    return SafeString(render_to_string(f"components/{name}.html", {"body": SafeString(content), **context}))


def panel(
    content: str,
    title: str = "",
    count: int | None = None,
    note: str = "",
    link: str = "",
    link_text: str = "",
    css: str = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    """`{% panel title=_('By time left') count=10 link=url link_text=_('All') %}…{% endpanel %}`"""
    return _made(
        "panel",
        content,
        title=title,
        count=count,
        note=note,
        link=link,
        link_text=link_text,
        css=css,
        id=id,
        level=level,
    )


def dialog(content: str, id: str, title: str, wide: bool = False, open: bool = False) -> SafeString:
    """`{% dialog id='reject' title=_('Reject') %}…{% enddialog %}`, opened by data-open="#reject"."""
    return _made("dialog", content, id=id, title=title, wide=wide, open=open)


def drawer(content: str, id: str, title: str) -> SafeString:
    """A dialog at the side of the page. The body has .drawer-body and .drawer-foot."""
    return _made("drawer", content, id=id, title=title)


def menu(
    content: str,
    id: str,
    label: str,
    icon: str = "",
    css: str = "btn btn-quiet",
    chevron: bool = True,
    bare: bool = False,
) -> SafeString:
    """A button with a list under it. `bare`: the button shows only its icon."""
    return _made("menu", content, id=id, label=label, icon=icon, css=css, chevron=chevron, bare=bare)


def blank(content: str, icon: str, title: str, small: bool = False) -> SafeString:
    """Why there is nothing here (title), and what to do about it (body)."""
    return _made("blank", content, icon=icon, title=title, small=small)


def table(
    context: Context, content: str, columns: Sequence[Column], caption: str, pick: str = "", css: str = ""
) -> SafeString:
    """`{% table columns=columns caption=_('Posts') %}<tr>…</tr>{% endtable %}`.

    `pick`: id of the form whose checkboxes named "pick" stand in the first cell of each row.
    """
    shown = headers(context.get("request"), columns)
    return _made("table", content, headers=shown, caption=caption, pick=pick, css=css)


def filters(
    context: Context, content: str, search: str = "", label: str = "", clear: str = "?", sort: bool = True
) -> SafeString:
    """Filters as a GET form: a filtered list has an address. `search`: placeholder of the search field.

    `sort=False`: the body has a field for the order itself. `clear`: the address without
    filters; `?saved=all` for a list that may open with a saved view.
    """
    request = context.get("request")
    given = request.GET if request else {}
    fields = _fields(content)
    chosen = sum(1 for name in fields - {"sort"} if given.get(name))
    return _made(
        "filters",
        content,
        search=search,
        label=label,
        q=given.get("q", ""),
        sort=given.get("sort", "") if sort else "",
        # One field alone stands as well as a button that shows it.
        folds=len(fields) > (0 if search else 1),
        chosen=chosen,
        filtered=bool(chosen or given.get("q")),
        clear=clear,
    )


def _fields(content: str) -> set[str]:
    """The names of what a reader can set in a filter bar."""
    found = re.findall(r"<(?:select|input)\b[^>]*>", content)
    names = (re.search(r'\bname="([^"]*)"', field) for field in found if 'type="hidden"' not in field)
    return {name[1] for name in names if name}
