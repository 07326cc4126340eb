"""Every list leaves as CSV and XLSX: the reader's rows, nothing that runs, and long ones in the background."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from time_machine import travel

from coe.access import actions as access
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.audit.models import Entry
from coe.exports import actions, making, progress, tasks, views
from coe.exports.models import ExportFile
from coe.exports.registry import sources
from coe.exports.tables import Field, Table, csv_lines, xlsx
from coe.notices.models import Notice
from coe.outbox.models import Due
from coe.tenancy.context import inside
from coe.web.cells import is_formula, read_cell, safe_cell
from tests.factories.cast import Org

SIGNS = "=+-@\t\r＝＋－＠"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def lines(answer: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(body(answer).decode("utf-8-sig"))))


def fetch(browse: Any, org: Org, who: str, path: str) -> Any:
    return browse(getattr(org, who)).get(org.url(f"exports/{path}"))


def order(browse: Any, org: Org, who: str, path: str) -> Any:
    return browse(getattr(org, who)).post(org.url(f"exports/{path}"))


# ── nothing runs ────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.text(max_size=40), min_size=1, max_size=4),
    st.sampled_from(["", *SIGNS]),
    st.sampled_from(["", " ", "\u3000", "\n"]),
)
def test_no_text_becomes_a_formula_and_every_text_comes_back(texts: list[str], sign: str, blank: str) -> None:
    row = [blank + sign + text for text in texts]
    table = Table([Field(str(n), str(n)) for n in range(len(row))], [row], 1)
    (_head, cells) = csv.reader(StringIO("".join(csv_lines(table, bom=False)), newline=""))
    assert not any(cell.lstrip().startswith(tuple(SIGNS)) for cell in cells)
    plain = [making_plain(text) for text in row]
    assert [read_cell(cell) for cell in cells] == plain
    sheet = load_workbook(BytesIO(xlsx(table, title="t", zone="UTC"))).active
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "inlineStr"}
    assert all(cell.value is None or isinstance(cell.value, str) for cell in sheet[2])


def making_plain(text: str) -> str:
    from coe.exports.tables import _CONTROLS

    return _CONTROLS.sub("", text)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False)))
def test_numbers_stay_numbers(number: Any) -> None:
    assert safe_cell(number) is number


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_is_known(sign: str) -> None:
    assert is_formula(f"{sign}1+1")
    assert safe_cell(f"{sign}1") == f"'{sign}1"


def test_moments_are_iso_with_their_offset_in_csv_and_dates_in_xlsx() -> None:
    from datetime import UTC, date, datetime

    table = Table(
        [Field("a", "A"), Field("b", "B"), Field("c", "C")],
        [[datetime(2027, 1, 2, 3, 4, tzinfo=UTC), date(2027, 1, 2), -5]],
        1,
    )
    assert list(csv_lines(table, bom=False))[1] == "2027-01-02T03:04:00+00:00,2027-01-02,-5\r\n"
    sheet = load_workbook(BytesIO(xlsx(table, title="a/b", zone="Asia/Shanghai"))).active
    assert [cell.value for cell in sheet[2]] == [datetime(2027, 1, 2, 11, 4), datetime(2027, 1, 2), -5]


# ── every list ──────────────────────────────────────────────────────────────────────────────────


def test_the_lists_people_expect_are_there() -> None:
    assert {source.name for source in sources()} == {
        "approvals", "audit", "calendar", "campaigns", "channels", "conversions", "costs", "deliveries", "figures", "goals",
        "grants", "library", "links", "members", "mentions", "metrics", "observations", "posts", "value",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(source.name for source in sources()))
def test_each_list_is_a_file_and_shut_to_whom_it_is_shut(name: str, north: Org, browse: Any) -> None:
    who = "aud" if name == "audit" else "ida" if name in ("members", "grants") else "cleo"
    answer = fetch(browse, north, who, f"{name}.csv")
    assert answer.status_code == 200, body(answer)[:300]
    assert answer["Content-Disposition"] == f'attachment; filename="northwind-{name}.csv"'
    head = lines(answer)[0]
    keys = lines(fetch(browse, north, who, f"{name}.csv?names=keys"))[0]
    assert len(keys) == len(head)
    assert all(key == key.lower() and key for key in keys)
    book = load_workbook(BytesIO(body(fetch(browse, north, who, f"{name}.xlsx"))))
    assert [cell.value for cell in book.worksheets[0][1]] == head
    assert fetch(browse, north, "nia", f"{name}.csv").status_code == 403
    assert fetch(browse, north, "nia", f"{name}.xlsx").status_code == 403
    stranger = browse(north.cleo)
    assert stranger.get(f"/o/southgate/exports/{name}.csv").status_code == 404


def test_the_mark_for_excel_can_be_left_out(north: Org, browse: Any) -> None:
    assert body(fetch(browse, north, "ida", "members.csv")).startswith(b"\xef\xbb\xbf")
    assert body(fetch(browse, north, "ida", "members.csv?bom=0")).startswith(b"Full name,")
    assert fetch(browse, north, "ida", "members.ods").status_code == 404
    assert fetch(browse, north, "ida", "nothing.csv").status_code == 404


def test_members_hold_the_rows_of_the_page_and_leave_an_audit_row(north: Org, browse: Any) -> None:
    found = lines(fetch(browse, north, "bea", "members.csv?q=cal"))
    assert [row[:2] for row in found[1:]] == [["Cal Creator", "cal@northwind.example"]]
    with inside(north.id):
        (entry,) = Entry.objects.all()
    assert (entry.act, entry.detail, entry.after["rows"], entry.actor_label) == (
        "member.see",
        "exported",
        1,
        "Bea Brand",
    )
    assert fetch(browse, north, "cal", "members.csv").status_code == 403
    with inside(north.id):
        assert Entry.objects.count() == 1


def test_a_name_that_is_a_formula_stays_a_name(north: Org, browse: Any) -> None:
    with inside(north.id):
        access.write_role(north.cleo.actor, name="=1+1", about="", acts=["post.see"])
    found = lines(fetch(browse, north, "aud", "audit.csv?names=keys"))
    assert found[1][found[0].index("subject_label")] == "'=1+1"
    book = load_workbook(BytesIO(body(fetch(browse, north, "aud", "audit.xlsx?names=keys"))))
    cell = book.active.cell(2, found[0].index("subject_label") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


# ── long lists ──────────────────────────────────────────────────────────────────────────────────


def test_a_long_list_is_made_in_the_background_for_its_member_alone(
    north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "DIRECT", 3)
    answer = order(browse, north, "ida", "members.xlsx?q=a")
    assert (answer.status_code, answer["Location"]) == (302, north.url("exports/"))
    with inside(north.id):
        (file,) = ExportFile.objects.all()
        assert (file.state, file.query, file.content) == ("waiting", "q=a", None)
        assert Entry.objects.filter(detail="exported").count() == 0
    tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
    tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
    with inside(north.id):
        assert Notice.objects.filter(kind="export.ready", member=north.ida.member).count() == 1
        assert Entry.objects.filter(detail="exported").count() == 1
    page = browse(north.ida).get(north.url("exports/")).content.decode()
    assert "Ready" in page and str(file.pk) in page
    mine = fetch(browse, north, "ida", f"files/{file.pk}/")
    rows = list(load_workbook(BytesIO(mine.content)).active.values)
    assert rows[0][0] == "Full name" and len(rows) > 4
    assert fetch(browse, north, "cleo", f"files/{file.pk}/").status_code == 404
    assert "No files here" in browse(north.cleo).get(north.url("exports/")).content.decode()


def test_rights_are_read_when_the_file_is_made(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DIRECT", 0)
    order(browse, north, "ida", "members.csv")
    from coe.access.models import Grant
    from coe.access.rights import RIGHT_MODELS

    with inside(north.id):
        for model in RIGHT_MODELS.values():
            model._default_manager.filter(grant__member=north.ida.member).delete()
        Grant.objects.filter(member=north.ida.member).update(ended_at=timezone.now())
        (file,) = ExportFile.objects.all()
    tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
    with inside(north.id):
        file.refresh_from_db()
        assert (file.state, file.content) == ("failed", None)


def test_files_vanish_after_a_week(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DIRECT", 0)
    order(browse, north, "ida", "members.csv")
    with inside(north.id):
        (file,) = ExportFile.objects.all()
    tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
    tasks.forget(org_id=str(north.id))
    assert fetch(browse, north, "ida", f"files/{file.pk}/").status_code == 200
    with inside(north.id):
        ExportFile.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert fetch(browse, north, "ida", f"files/{file.pk}/").status_code == 404
    tasks.forget(org_id=str(north.id))
    with inside(north.id):
        assert ExportFile.objects.count() == 0


def test_a_list_beyond_the_cap_asks_to_filter_first(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 3)
    page = browse(north.ida).get(north.url("exports/members.csv"), follow=True).content.decode()
    assert "a file holds 3" in page
    with inside(north.id):
        assert ExportFile.objects.count() == 0
    assert making.MOST == 200_000


def test_following_a_link_orders_nothing(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DIRECT", 3)
    asked = fetch(browse, north, "ida", "members.csv?q=a").content.decode()
    assert 'method="post"' in asked and "Make the CSV file" in asked
    with inside(north.id):
        assert (ExportFile.objects.count(), Entry.objects.filter(detail="export").count()) == (0, 0)


def test_a_list_asked_for_twice_is_made_once(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DIRECT", 0)
    for path in ("members.csv?q=a", "members.csv?q=a", "members.csv?q=b", "members.xlsx?q=a"):
        order(browse, north, "ida", path)
    with inside(north.id):
        made = sorted(ExportFile.objects.values_list("form", "query"))
    assert made == [("csv", "q=a"), ("csv", "q=b"), ("xlsx", "q=a")]


def test_a_file_of_one_market_is_not_given_for_another(
    north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The market follows the person from page to page; it does not stand in the file's address."""
    monkeypatch.setattr(views, "DIRECT", 0)
    client = browse(north.ida)
    for market in ("cn", ""):
        client.get(north.url("members/"), {"market": market})
        client.post(north.url("exports/members.csv"))
    with inside(north.id):
        assert {file.market_id for file in ExportFile.objects.all()} == {north.markets["cn"].pk, None}


def test_a_file_that_breaks_is_tried_again_and_its_member_hears_of_the_end(
    north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "DIRECT", 0)
    order(browse, north, "ida", "members.csv")
    with inside(north.id):
        (file,) = ExportFile.objects.all()

    def breaks(*given: Any) -> bytes:
        raise RuntimeError("no room")

    whole = actions.content
    monkeypatch.setattr(actions, "content", breaks)
    asked: list[str] = []
    monkeypatch.setattr(tasks.make_file, "delay", lambda **given: asked.append(given["file_id"]))
    for tried in (1, 2, 3):
        with travel(timezone.now() + timedelta(minutes=2 * tried), tick=False):
            tasks.recover()
            assert asked == [str(file.pk)] * tried
            with pytest.raises(RuntimeError):
                tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
        with inside(north.id):
            file.refresh_from_db()
            assert (file.tries, file.state) == (tried, "failed" if tried == 3 else "waiting")
    monkeypatch.setattr(actions, "content", whole)
    tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
    with inside(north.id):
        file.refresh_from_db()
        assert (file.state, file.content) == ("failed", None)
        assert list(Notice.objects.values_list("kind", "member__name")) == [("export.failed", "Ida Admin")]
        assert Due.objects.filter(kind=actions.MAKE_DUE).count() == 0
    assert "Could not be made" in browse(north.ida).get(north.url("exports/")).content.decode()


def test_a_worker_that_died_is_followed_by_another(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DIRECT", 0)
    order(browse, north, "ida", "members.csv")
    with inside(north.id):
        (file,) = ExportFile.objects.all()
        assert actions.begin(Actor.task(north.id, "exports", Act.SYSTEM_MAINTAIN), file_id=file.pk)
    asked: list[str] = []
    monkeypatch.setattr(tasks.make_file, "delay", lambda **given: asked.append(given["file_id"]))
    tasks.recover()
    assert asked == []
    with travel(timezone.now() + timedelta(minutes=7), tick=False):
        tasks.recover()
    assert asked == [str(file.pk)]
    tasks.make_file(org_id=str(north.id), file_id=str(file.pk))
    with inside(north.id):
        file.refresh_from_db()
        assert (file.state, file.tries, Due.objects.filter(kind=actions.MAKE_DUE).count()) == ("ready", 2, 0)


def test_the_page_says_how_far_a_file_is(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DIRECT", 0)
    monkeypatch.setattr(progress, "EVERY", 2)
    order(browse, north, "ida", "members.csv")
    with inside(north.id):
        (file,) = ExportFile.objects.all()
    rows = iter(progress.counted(file.pk, Table([Field("a", "A")], [["x"]] * 5, 5)).rows)
    for _row in range(4):
        next(rows)
    page = browse(north.ida).get(north.url("exports/")).content.decode()
    assert f'<progress value="2" max="{file.rows}"' in page
