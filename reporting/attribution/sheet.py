"""Conversions from a CSV file: read whole, judged row by row, and kept aside until somebody decides.

A file is taken in UTF-8 or, as spreadsheet programs in China write it, GB 18030; with commas, semicolons or tabs.
"""

import csv
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

from coe.web.joining import listed
from reporting.attribution.joining import known_ids
from reporting.attribution.payload import UTM, Report, Wrong, read

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 10_000
NEEDED = ("external_id", "kind", "value", "currency", "occurred_at")
COLUMNS = (*NEEDED, "click", *UTM)
KEPT_FOR = 3600
"""Seconds a checked file waits for a decision."""


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
class BadRow:
    """`number` counts lines as a spreadsheet shows them; `cells` as they were typed."""

    number: int
    cells: list[str]
    problems: list[tuple[str, str]]


@dataclass
class Sheet:
    """What a file holds. `known`: rows that were reported before with the same facts; they change nothing."""

    columns: list[str]
    good: list[tuple[int, Report]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    known: int = 0

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.bad) + self.known


def text_of(content: bytes) -> str:
    """The file as text. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 5 MB. Split it."))
    if b"\x00" in content:
        raise Unreadable(_("This is not a CSV file. Export the sheet as CSV and choose that file."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters cannot be read. Export the sheet as CSV in UTF-8."))


def check(text: str, *, source: str, zone: str) -> Sheet:
    """Every row judged; nothing is written. Times without an offset are on the wall clock of `zone`."""
    lines = _lines(text)
    columns = _columns(lines)
    sheet = Sheet(columns)
    first_of: dict[str, int] = {}
    for number, cells in lines:
        if number > MOST_ROWS + 1:
            raise Unreadable(_("The file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
        try:
            said = read(_data(columns, cells), zone=zone)
        except Wrong as wrong:
            sheet.bad.append(BadRow(number, cells, wrong.problems))
            continue
        if said.external_id in first_of:
            words = _("The same external_id stands in row %(row)d.") % {"row": first_of[said.external_id]}
            sheet.bad.append(BadRow(number, cells, [("external_id", words)]))
            continue
        first_of[said.external_id] = number
        sheet.good.append((number, said))
    _compare(sheet, source, dict(_lines(text)))
    return sheet


def _compare(sheet: Sheet, source: str, cells: dict[int, list[str]]) -> None:
    """Sets apart rows that are known already: equal ones are passed over, others contradict."""
    known = known_ids(source, [said for _number, said in sheet.good])
    fresh = []
    for number, said in sheet.good:
        if said.external_id not in known:
            fresh.append((number, said))
        elif known[said.external_id] == said.facts():
            sheet.known += 1
        else:
            words = _("This external_id was reported before with other facts. Use a row of its own for a correction.")
            sheet.bad.append(BadRow(number, cells.get(number, []), [("external_id", words)]))
    sheet.good = fresh
    sheet.bad.sort(key=lambda row: row.number)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error:
        raise Unreadable(_("The file breaks off in the middle of a cell. Check its quotation marks.")) from None


def _columns(lines: Iterator[tuple[int, list[str]]]) -> list[str]:
    head = next(lines, (0, []))[1]
    columns = [cell.lower() for cell in head]
    if missing := [name for name in NEEDED if name not in columns]:
        said = {"missing": listed(missing)}
        raise Unreadable(_("The first row must name the columns. Missing: %(missing)s.") % said)
    if unknown := [name[:40] for name in columns if name not in COLUMNS]:
        said = {"unknown": listed(unknown[:8])}
        raise Unreadable(_("These columns are not known here: %(unknown)s. Take them out.") % said)
    if len(set(columns)) != len(columns):
        raise Unreadable(_("A column stands twice in the first row."))
    return columns


def _data(columns: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) > len(columns):
        raise Wrong([("", _("This row has more cells than there are columns."))])
    row = dict(zip(columns, cells, strict=False))
    data: dict[str, Any] = {name: row.get(name, "") for name in NEEDED}
    if row.get("click"):
        data["click"] = row["click"]
    if utm := {name: row[name] for name in UTM if row.get(name)}:
        data["utm"] = utm
    return data


# ── between the preview and the decision ────────────────────────────────────────────────────────


def keep(text: str, *, source: str, name: str, member_id: UUID) -> str:
    """Puts a checked file aside for an hour; the token finds it again, for this member only."""
    token = secrets.token_urlsafe(18)
    cache.set(f"sheet:{member_id}:{token}", (text, source, name), KEPT_FOR)
    return token


def kept(token: str, *, member_id: UUID) -> tuple[str, str, str] | None:
    """(text, source, file name), or None when it waited too long."""
    found: tuple[str, str, str] | None = cache.get(f"sheet:{member_id}:{token[:64]}")
    return found


def drop(token: str, *, member_id: UUID) -> None:
    cache.delete(f"sheet:{member_id}:{token[:64]}")
