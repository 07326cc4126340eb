"""What an entry changed, as a person reads it: one name and what it was and is, however deep it was kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coe.audit.models import Entry
from coe.web.joining import listed

NOTHING = "—"
_ABSENT = object()
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
    """What was before and is after. What stayed as it was is left out."""
    before, after = dict(_flat(entry.before)), dict(_flat(entry.after))
    names = [name for name in {**before, **after} if before.get(name, _ABSENT) != after.get(name, _ABSENT)]
    rows = [
        Change(
            ".".join(map(_short, name)),
            _words(before[name]) if name in before else None,
            _words(after[name]) if name in after else None,
        )
        for name in names
    ]
    return Changed(entry, rows)


def _flat(kept: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(the way to it, what stands there); several things in a list are numbered."""
    if isinstance(kept, list) and any(isinstance(one, dict) for one in kept):
        kept = {str(number): one for number, one in enumerate(kept, 1)}
    if not isinstance(kept, dict) or (above and not kept):
        yield above, kept
        return
    for key, value in kept.items():
        yield from _flat(value, (*above, key))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return listed(map(_words, value)) or NOTHING
    return NOTHING if value in (None, "", {}) else _short(str(value))


def _short(text: str) -> str:
    """A long id by its first eight signs: enough to tell two apart, and the whole one is in the export."""
    found = _ID.match(text)
    return f"{found[1]}…" if found else text
