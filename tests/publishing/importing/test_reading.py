"""Files as people's programs write them: any encoding, any separator, nothing that runs or unfolds without end."""

import csv
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from coe.exports.tables import Field, Table, csv_lines, xlsx
from publishing.importing.reading import MOST_ROWS, Unreadable, read

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
# Signs every one of these encodings holds; controls and lone surrogates are no text.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=20)
fast = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def written(rows: list[list[str]], separator: str, ends: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(rows)
    return out.getvalue()


@fast
@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from(ENCODINGS[:3]),
    st.sampled_from(",;\t"),
)
def test_every_text_comes_through_every_unicode_encoding(rows: list[list[str]], encoding: str, separator: str) -> None:
    content = written([["brand", "text", "title"], *[["x" + row[0], *row[1:]] for row in rows]], separator).encode(
        encoding
    )
    grid = read(content)
    assert grid.header == ["brand", "text", "title"]
    plain = [
        [
            cell.removeprefix("'")
            if cell[1:].lstrip().startswith(tuple("=+-@＝＋－＠")) and cell.startswith("'")
            else cell
            for cell in ["x" + row[0], *row[1:]]
        ]
        for row in rows
    ]
    assert [cells for _line, cells in grid.rows] == plain


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_chinese_in_the_encodings_people_have(encoding: str, separator: str) -> None:
    rows = [
        ["品牌", "渠道", "正文"],
        ["港湾酒店", "@harbour", "春节快乐，全场八折；仅限三天"],
        ["B", "c", "plain words, and more of them"],
    ]
    grid = read(written(rows, separator).encode(encoding))
    assert grid.header == rows[0]
    assert [cells for _line, cells in grid.rows] == rows[1:]


@fast
@given(st.binary(max_size=400))
def test_anything_at_all_is_read_or_refused_in_words(content: bytes) -> None:
    with suppress(Unreadable):
        grid = read(content)
        assert all(len(cells) == len(grid.header) for _line, cells in grid.rows)


@fast
@given(st.binary(max_size=300))
def test_a_damaged_sheet_is_refused_in_words(noise: bytes) -> None:
    good = xlsx(Table([Field("a", "brand")], [["Harbour"]], 1), title="x", zone="UTC")
    middle = len(good) // 2
    with suppress(Unreadable):
        read(good[:middle] + noise + good[middle + len(noise) :])


def test_formulas_are_text_and_dates_are_dates() -> None:
    from datetime import date, datetime, time

    book = Workbook()
    book.active.append(["text", "date", "time", "paid", "n"])
    book.active.append(["=1+1", date(2027, 1, 2), time(9, 5), True, 7.0])
    book.active.append(["=cmd|' /C calc'!A0", datetime(2027, 1, 2, 9, 5), "9:05", False, 1.5])
    out = io.BytesIO()
    book.save(out)
    assert [cells for _line, cells in read(out.getvalue()).rows] == [
        ["=1+1", "2027-01-02", "09:05", "yes", "7"],
        ["=cmd|' /C calc'!A0", "2027-01-02 09:05", "9:05", "no", "1.5"],
    ]


def test_an_archive_that_unfolds_without_end_is_not_unfolded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (70 * 1024 * 1024))
    assert len(out.getvalue()) < 200_000
    with pytest.raises(Unreadable, match="unfolds"):
        read(out.getvalue())


def test_entities_are_not_expanded() -> None:
    good = xlsx(Table([Field("a", "brand")], [["Harbour"]], 1), title="x", zone="UTC")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/workbook.xml":
                content = (
                    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
                    + content.split(b"?>")[-1]
                )
            new.writestr(part, content)
    with pytest.raises(Unreadable):
        read(out.getvalue())


def test_sizes_are_capped() -> None:
    with pytest.raises(Unreadable, match="5 MB"):
        read(b"a,b\n" + b"x" * (5 * 1024 * 1024))
    with pytest.raises(Unreadable, match="1000 rows"):
        read(b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1))
    assert len(read(b"a,b\n" + b"1,2\n" * MOST_ROWS).rows) == MOST_ROWS
    for nothing in (b"", b"\xef\xbb\xbf\r\n", b"brand,text\n", b"\n\n,,\n"):
        with pytest.raises(Unreadable):
            read(nothing)


def sheet(gap: int, rows: int) -> bytes:
    """An XLSX file with a row on every GAP-th line."""
    book = Workbook()
    book.active.append(["brand"])
    for number in range(rows):
        book.active.cell(row=2 + number * gap, column=1, value=f"n{number}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_empty_lines_between_rows_lose_none() -> None:
    assert [cells for _line, cells in read(sheet(3, 900)).rows] == [[f"n{number}"] for number in range(900)]
    with pytest.raises(Unreadable, match="1000 rows"):
        read(sheet(3, MOST_ROWS + 1))


def test_a_sheet_of_empty_lines_is_refused_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishing.importing.reading.MOST_LINES", 100)
    assert len(read(sheet(50, 2)).rows) == 2
    with pytest.raises(Unreadable, match="too many empty lines"):
        read(sheet(50, 3))


def test_what_was_exported_comes_back_as_it_was() -> None:
    texts = ["=1+1", "@friend hello", "- a list", "'quoted'", "＝1", "plain", "two\nlines"]
    table = Table([Field("text", "Text")], [[text] for text in texts], len(texts))
    assert [cells[0] for _line, cells in read("".join(csv_lines(table)).encode()).rows] == texts
    assert [cells[0] for _line, cells in read(xlsx(table, title="x", zone="UTC")).rows] == texts
