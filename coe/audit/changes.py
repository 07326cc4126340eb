"""What an entry changed, as a person reads it: one name and what it was and is, however deep it was kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coe.audit.models import Entry
from coe.web.joining import listed

NOTHING = "—"
_ID = re.compile(r"^([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


@dataclass(frozen=True)
class Change:
    """`name` is what the trail calls it, parts of a deeper one joined by dots. None: it was not there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Changed:
    entry: Entry
    changes: list[Change]


def changed(entry: Entry) -> Changed:
    """What was before and is after, in the order it was written down. What stayed as it was is left out."""
    before, after = dict(_flat(entry.before)), dict(_flat(entry.after))
    names = [*before, *(name for name in after if name not in before)]
    rows = [Change(name, before.get(name), after.get(name)) for name in names]
    return Changed(entry, [row for row in rows if row.before != row.after])


def _flat(kept: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in kept.items():
        name = above + _short(key)
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{name}.")
        else:
            yield name, _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return listed(_words(one) for one in value) or NOTHING
    return NOTHING if value in (None, "") else _short(str(value))


def _short(text: str) -> str:
    """A long id by its first eight signs: enough to tell two apart, and the whole one is in the export."""
    found = _ID.match(text)
    return f"{found[1]}…" if found else text
