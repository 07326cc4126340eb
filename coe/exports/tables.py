"""A list as a table, and the table as a file: CSV line by line, or XLSX without ever holding all of it.

Cells are plain values. Texts cannot become formulas; numbers stay numbers; moments are ISO 8601 with their offset in
CSV and real dates in XLSX, which knows no zones: there they are in the reader's zone, named in the header.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from coe.web.cells import safe_cell

BOM = "\ufeff"
"""Without it Excel reads Chinese in CSV wrongly."""
_LONGEST = 32_767
"""Characters an Excel cell holds."""
# XML 1.0 has no place for these; half of a surrogate pair fits into no encoding.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = Font(bold=True)
_WRONG = PatternFill("solid", fgColor="FFF3D1CE")


@dataclass(frozen=True)
class Field:
    """A column: `key` never changes and is for programs, `label` is for people."""

    key: str
    label: Any
    width: int = 18


@dataclass(frozen=True)
class Table:
    """`rows` may be lazy; `count` is how many there are."""

    fields: Sequence[Field]
    rows: Iterable[Sequence[Any]]
    count: int
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    """What is wrong with a cell, by (row, column) from 0: colour and a comment in XLSX."""

    def header(self, *, keys: bool) -> list[str]:
        return [one.key if keys else str(one.label) for one in self.fields]


def chunked(rows: Any, size: int, told: Callable[[Any], Iterable[Any]]) -> Iterator[Any]:
    """A long queryset in pieces, each turned into rows at once: the number of queries grows with the pieces only."""
    for start in range(0, rows.count(), size):
        yield from told(rows[start : start + size])


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(table: Table, *, keys: bool = False, bom: bool = True) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), the header first."""
    writer = csv.writer(_Echo())
    yield (BOM if bom else "") + writer.writerow([safe_cell(name) for name in table.header(keys=keys)])
    for row in table.rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return safe_cell(_CONTROLS.sub("", str(value)))


# ── XLSX ────────────────────────────────────────────────────────────────────────────────────────


def xlsx(table: Table, *, title: str, zone: str, keys: bool = False, more: Sequence[tuple[str, Table]] = ()) -> bytes:
    """A workbook; `more` are further sheets. Moments are shown in `zone`."""
    book = Workbook(write_only=True)
    for name, one in ((title, table), *more):
        _sheet(book, name, one, ZoneInfo(zone), keys=keys)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, name: str, table: Table, zone: ZoneInfo, *, keys: bool) -> None:
    sheet: Any = book.create_sheet(_CONTROLS.sub("", re.sub(r"[\[\]:*?/\\]", " ", name))[:31] or "1")
    for place, one in enumerate(table.fields, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = one.width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, text, zone, font=_HEAD) for text in table.header(keys=keys)])
    for number, row in enumerate(table.rows):
        cells = [_cell(sheet, value, zone) for value in row]
        for place, cell in enumerate(cells):
            if said := table.marks.get((number, place)):
                cell.fill, cell.comment = _WRONG, Comment(said[:2000], "CoE", width=320, height=120)
        sheet.append(cells)


def _cell(sheet: WriteOnlyWorksheet, value: Any, zone: ZoneInfo, font: Font | None = None) -> Any:
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.astimezone(zone).replace(tzinfo=None, microsecond=0))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if value is None or isinstance(value, (int, float, Decimal)):
        return WriteOnlyCell(sheet, value)
    text = _CONTROLS.sub("", str(value))[:_LONGEST]
    cell = WriteOnlyCell(sheet, text)
    # Said outright, because a text that begins with = would be written as a formula.
    cell.data_type = "s"
    cell.quotePrefix = True
    if font:
        cell.font = font
    elif "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
