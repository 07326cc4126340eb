"""An uploaded file as rows of text. Nothing in it is run: formulas are read as the text they are.

CSV in UTF-8 (with or without mark), UTF-16 and GB18030, separated by comma, semicolon or tab; XLSX through openpyxl's
streaming reader with defused XML, after a look at how much the archive would unfold to.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coe.web.cells import read_cell

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 1_000
MOST_LINES = 100_000
"""Of a sheet, empty ones with them: a second's reading. A sheet may claim a million lines and hold three."""
MOST_COLUMNS = 60
MOST_SIGNS = 25_000
"""Of one cell: more than the longest text a post may have."""
UNFOLDED = 60 * 1024 * 1024
PARTS = 500


class Unreadable(Exception):
    """The file cannot be taken. `said` is for the person, lazily translated."""

    def __init__(self, said: str | Promise) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class Grid:
    """`rows` are (line of the file, cells), as many cells as the header; empty lines are left out."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read(content: bytes) -> Grid:
    """A file's table. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Split it."))
    if not content.strip(b"\x00 \r\n\t"):
        raise Unreadable(_("The file is empty."))
    lines = _sheet(content) if content.startswith(b"PK\x03\x04") else _separated(text_of(content))
    return _grid(lines)


def _grid(lines: Iterable[list[str]]) -> Grid:
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(lines, start=1):
        cells = [cell if len(cell) <= MOST_SIGNS else cell[:MOST_SIGNS] for cell in cells[:MOST_COLUMNS]]
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [" ".join(cell.split()) for cell in cells]
            while header and not header[-1]:
                header.pop()
            continue
        if len(rows) == MOST_ROWS:
            raise Unreadable(
                ngettext_lazy("At most %d row fits into one file.", "At most %d rows fit into one file.", MOST_ROWS)
                % MOST_ROWS
            )
        width = len(header)
        rows.append((number, [*cells[:width], *[""] * (width - len(cells))]))
    if not rows:
        raise Unreadable(_("There are no rows below the header."))
    return Grid(header, rows)


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(content: bytes) -> str:
    """The text of a CSV file, by its mark or by what decodes without a fault. Raises Unreadable."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding) or _not_text()
    return _decoded(content, _guessed(content)) or _decoded(content, "gb18030") or _not_text()


def _guessed(content: bytes) -> str:
    """UTF-16 without a mark shows in its zeros: every other byte of plain letters is one."""
    head = content[:2000]
    if head[1::2].count(0) > len(head) // 5:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 5:
        return "utf-16-be"
    return "utf-8"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff").replace("\x00", "")
    except UnicodeDecodeError:
        return ""


def _not_text() -> str:
    raise Unreadable(_("This is neither a CSV file in UTF-8, UTF-16 or GB18030, nor an XLSX file."))


def _separated(text: str) -> Iterator[list[str]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if first.lower().startswith("sep="):  # Excel's own way to name the separator.
        text = text.lstrip("\r\n").split("\n", 1)[1] if "\n" in text else ""
        first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(MOST_BYTES)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            # What this product exported comes back as it was before it was made safe for spreadsheets.
            yield [read_cell(cell) for cell in cells]
    except csv.Error:
        raise Unreadable(_("The lines of this file cannot be told apart. Save it again as CSV or XLSX.")) from None


# ── XLSX ────────────────────────────────────────────────────────────────────────────────────────


def _sheet(content: bytes) -> Iterator[list[str]]:
    from openpyxl import DEFUSEDXML, load_workbook  # Seldom needed, and slow to load.

    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed")
    _look_before_unfolding(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        # What the file says of its own size may be wrong; we count.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):
            if number == MOST_LINES:
                raise Unreadable(_("This sheet has too many empty lines. Delete them, or save it as CSV."))
            yield [_text(value) for value in row] if any(value is not None for value in row) else []
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part makes Python raise.
        raise Unreadable(_("This XLSX file is damaged. Save it again, or save it as CSV.")) from error


def _look_before_unfolding(content: bytes) -> None:
    """A small archive may unfold to gigabytes: its own list of parts tells before anything is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Unreadable(_("This XLSX file is damaged. Save it again, or save it as CSV.")) from None
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNFOLDED:
        raise Unreadable(_("This file unfolds to far more than a table of posts. Save only the table, as CSV."))
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise Unreadable(_("This is neither a CSV file in UTF-8, UTF-16 or GB18030, nor an XLSX file."))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.replace(second=0).isoformat(" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)
