"""Posts from a table: checked cell by cell first, made by the composer's own acts, recognised, and taken back."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.tenancy.context import inside
from coe.web.sentences import told
from coe.web.templatetags.coe import day_short
from governance.api import standing_approval
from governance.approvals.models import Request
from publishing.content.models import Campaign, Post, PostImage, Version
from publishing.content.wire import wires
from publishing.delivery.models import Delivery
from publishing.importing import running, tasks
from publishing.importing.models import Import, ImportRow
from publishing.library.models import Asset
from tests.publishing.content.conftest import (
    Stage,
    approve,
    media,
    picture,
    post,
    send,
    stage,
    states,
    tomorrow,
    typed,
)

__all__ = ["media", "post", "send", "stage", "typed"]


def day(days: int = 3) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def row(**said: str) -> dict[str, str]:
    return {
        "brand": "Harbour",
        "channels": "bluesky",
        "text": "The lake is open.",
        "date": day(),
        "time": "10:00",
    } | said


def table(*rows: dict[str, str], name: str = "posts.csv") -> SimpleUploadedFile:
    head = list(dict.fromkeys(key for one in rows for key in one))
    out = io.StringIO()
    writer = csv.DictWriter(out, head, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode(), content_type="text/csv")


class Desk:
    """One person at the import page."""

    def __init__(self, stage: Stage, browse: Any, who: str) -> None:
        self.north, self.client = stage.north, browse(getattr(stage.north, who))

    def upload(self, *rows: dict[str, str], file: Any = None) -> Any:
        return self.client.post(self.north.url("posts/import/"), {"file": file or table(*rows)}, follow=True)

    def table(self) -> Import:
        with inside(self.north.id):
            return Import.objects.order_by("-created_at").first()  # type: ignore[return-value]

    def url(self, path: str = "") -> str:
        return self.north.url(f"posts/import/{self.table().pk}/{path}")

    def wrong(self) -> dict[tuple[int, str], str]:
        """{(row of the file, column key): what is wrong}."""
        found = self.table()
        with inside(self.north.id):
            rows = list(ImportRow.objects.filter(table=found))
        return {
            (one.number, found.keys[int(place)] if place else ""): " / ".join(told(said))
            for one in rows
            for place, said in one.wrong.items()
        }

    def run(self, rows: str = "good") -> Any:
        return self.client.post(self.url("run"), {"rows": rows}, follow=True)


@pytest.fixture
def desk(stage: Stage, browse: Any) -> Callable[..., Desk]:
    return lambda who="cal": Desk(stage, browse, who)


def posts(stage: Stage) -> list[Post]:
    with inside(stage.north.id):
        return list(Post.objects.order_by("created_at"))


# ── the dry run ─────────────────────────────────────────────────────────────────────────────────


def test_a_row_of_an_unknown_brand_is_checked_as_far_as_it_goes(desk: Any) -> None:
    cal = desk()
    cal.upload(row(brand="Valley", channels="semaphore; bluesky", time="soon", paid="perhaps"), row())
    assert set(cal.wrong()) == {(2, "brand"), (2, "channels"), (2, "time"), (2, "paid")}
    assert cal.wrong()[2, "channels"] == "There is no channel “semaphore” that you may write for."


def test_a_dry_run_marks_each_bad_cell_and_makes_nothing(stage: Stage, desk: Any) -> None:
    cal = desk()
    page = cal.upload(
        row(),
        row(channels="nowhere; bluesky", text="b"),
        row(date="2020-01-01", text="c"),
        row(text="x" * 301),
        row(image="no-such.jpg", text="d"),
        row(brand="Valley", text="e"),
        row(date="03/04/2027", text="f"),
        row(time="25:00", text="g"),
        row(link="ftp://x", text="h"),
        row(campaign="None such", text="i"),
        row(paid="perhaps", text="j"),
        row(zone="Mars/Base", text="k"),
        row(text=""),
        row(),
        row(date="", time="10:00", text="l"),
    ).content.decode()
    wrong = cal.wrong()
    assert set(wrong) == {
        (3, "channels"), (4, "date"), (5, "text"), (6, "image"), (7, "brand"), (8, "date"), (9, "time"), (10, "link"),
        (11, "campaign"), (12, "paid"), (13, "zone"), (14, "text"), (15, ""), (16, "date"),
    }  # fmt: skip
    assert "no channel “nowhere”" in wrong[3, "channels"]
    assert "passed" in wrong[4, "date"]
    assert "1 character too many for harbour.example, which takes 300." in wrong[5, "text"]
    assert "no picture “no-such.jpg”" in wrong[6, "image"]
    assert "same as row 2" in wrong[15, ""]
    assert "Create 1 draft, leave the rest" in page
    assert page.count("imp-wrong") == 13
    only = cal.client.get(cal.url(), {"show": "bad"}).content.decode()
    assert only.count('class="imp-bad"') == 14
    assert posts(stage) == []
    with inside(stage.north.id):
        assert Entry.objects.exclude(subject_type="publishing.import").count() == 0


def test_a_time_that_clocks_skip_is_a_bad_time(stage: Stage, desk: Any) -> None:
    with time_machine.travel(datetime(2027, 3, 1, 9, 0), tick=True):
        cal = desk()
        cal.upload(
            row(date="2027-03-28", time="02:30"), row(date="2027-03-28", time="02:30", zone="Asia/Shanghai", text="x")
        )
        assert {place: "does not exist" in said for place, said in cal.wrong().items()} == {(2, "time"): True}


def test_a_rule_that_blocks_marks_the_cell_of_the_channel_that_says_it(stage: Stage, desk: Any) -> None:
    from governance.policies import actions as policies
    from governance.policies.params import BlockedTerms, Term

    words = {"name": "No cures", "severity": "block", "message": "Do not promise cures."}
    rule = policies.create(
        stage.north.lee.actor, kind="blocked_terms", params=BlockedTerms((Term("miracle cure"),)), words=words
    )
    policies.switch_on(stage.north.lee.actor, rule_id=rule.pk)
    cal = desk()
    cal.upload(
        row(text="A miracle cure"),
        row(text="Fine", channels="bluesky; mastodon", **{"text: mastodon": "Another miracle cure"}),
    )
    assert {place: "Do not promise cures." in said for place, said in cal.wrong().items()} == {
        (2, "text"): True, (3, "text: mastodon"): True,
    }  # fmt: skip


def test_own_texts_and_everything_else_arrive(stage: Stage, desk: Any, browse: Any) -> None:
    with inside(stage.north.id):
        Campaign.objects.create(
            org=stage.north.organisation,
            name="Lake Summer",
            slug="lake-summer",
            starts_on="2026-01-01",
            ends_on="2099-01-01",
        )
    browse(stage.north.cal).post(
        stage.north.url("library/"),
        {"brand": str(stage.north.brands["harbour"].pk), "pictures": picture(name="Lake.jpg")},
    )
    cal = desk()
    cal.upload(
        row(
            channels="@harbour.example, mastodon", title="  Regatta ", text="Main {link}", time="18:30", zone="Asia/Shanghai",
            link="https://harbour.example/regatta", campaign="lake summer", image="lake.JPG", alt="A lake", **{"text: mastodon": "Own words"},
        )
    )  # fmt: skip
    assert cal.wrong() == {}
    cal.run()
    (made,) = posts(stage)
    with inside(stage.north.id):
        versions = dict(Version.objects.filter(post=made).values_list("channel__network", "own_text"))
        image = PostImage.objects.select_related("asset").get(post=made)
        assert (made.title, made.text, made.zone, made.campaign.slug) == (
            "Regatta",
            "Main {link}",
            "Asia/Shanghai",
            "lake-summer",
        )  # type: ignore[union-attr]
        assert versions == {"bluesky": None, "mastodon": "Own words"}
        assert (image.asset.name, image.alt) == ("Lake.jpg", "A lake")
        assert made.slot.isoformat() == f"{day()}T10:30:00+00:00"  # type: ignore[union-attr]
        assert made.authors == [stage.north.cal.member.pk]
    assert set(states(stage, made).values()) == {"draft"}


def test_chinese_headers_dates_and_encodings_are_understood(stage: Stage, desk: Any) -> None:
    cal = desk()
    text = f"brand;channels;text;date;time\nＨarbour;bluesky;春节快乐，全场八折;{day().replace('-', '年', 1).replace('-', '月')}日;18：30\n"
    cal.upload(file=SimpleUploadedFile("p.csv", text.encode("gb18030")))
    assert cal.wrong() == {}
    cal.run()
    (made,) = posts(stage)
    assert (made.text, made.language) == ("春节快乐，全场八折", "zh-Hans")


# ── carrying it out ─────────────────────────────────────────────────────────────────────────────


def test_the_good_rows_become_drafts_by_the_composers_act(stage: Stage, desk: Any) -> None:
    cal = desk()
    cal.upload(row(text="one"), row(text="two", channels="nowhere"), row(text="three"))
    page = cal.run().content.decode()
    assert [one.text for one in posts(stage)] == ["one", "three"]
    assert "2 posts made or changed" in page
    with inside(stage.north.id):
        told = list(Entry.objects.order_by("seq").values_list("act", "detail"))
        assert Notice.objects.filter(kind="import.done", member=stage.north.cal.member).count() == 1
    assert told == [
        ("post.draft", "import-uploaded"), ("post.draft", "import-started"), ("post.draft", "created"), ("post.draft", "created"),
        ("post.draft", "import-done"),
    ]  # fmt: skip


def test_all_or_nothing_is_all_or_nothing(stage: Stage, desk: Any) -> None:
    cal = desk()
    cal.upload(row(text="one"), row(text="two", channels="nowhere"))
    answer = cal.client.post(cal.url("run"), {"rows": "all"})
    assert (answer.status_code, posts(stage)) == (422, [])
    cal.upload(row(text="one"), row(text="two"))
    # Between the dry run and the import, one row stops being good.
    with inside(stage.north.id):
        ImportRow.objects.filter(table=cal.table(), number=3).update(
            cells=["Harbour", "nowhere", "", "two", day(), "10:00"]
        )
    page = cal.run("all").content.decode()
    assert posts(stage) == []
    assert "Row 3" in page and cal.table().state == "checked"
    cal.upload(row(text="one"), row(text="two"), row(text="three"))
    cal.run("all")
    assert len(posts(stage)) == 3


def test_the_same_file_twice_is_recognised(stage: Stage, desk: Any) -> None:
    cal = desk()
    rows = [row(text="one"), row(text="two")]
    cal.upload(*rows)
    cal.run()
    first = cal.table().pk
    page = cal.upload(*rows).content.decode()
    assert "This file was imported" in page and "2 posts" in page
    assert cal.table().pk == first
    # In another file the row is recognised too, whoever brings it.
    bea = desk("bea")
    bea.upload(*rows, row(text="three"))
    with inside(stage.north.id):
        today = day_short(timezone.now().astimezone(ZoneInfo(stage.north.organisation.zone)).date())
    already = f"This row was imported already, on {today}."
    assert bea.wrong() == {(2, ""): already, (3, ""): already}
    bea.run()
    assert [one.text for one in posts(stage)] == ["one", "two", "three"]
    # A second press of the button does nothing.
    assert cal.client.post(cal.url("run"), {"rows": "good"}).status_code in (404, 409)
    assert len(posts(stage)) == 3


def test_a_killed_worker_imports_no_row_twice(stage: Stage, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SMALL", 0)
    sent: list[Any] = []
    monkeypatch.setattr(running.app, "send_task", lambda name, **kw: sent.append((name, kw["queue"])))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda go, **kw: go())
    cal = desk()
    page = cal.upload(*[row(text=f"n{n}") for n in range(60)])
    assert b"Being checked" in page.content and b"0 of 60" in page.content
    org, table_id = stage.north.id, cal.table().pk
    assert running.step(org, table_id)
    half = cal.client.get(cal.url("progress"))
    assert b"50 of 60" in half.content and "HX-Refresh" not in half
    assert not running.step(org, table_id)
    done = cal.client.get(cal.url("progress"))
    assert done["HX-Refresh"] == "true"
    cal.run()
    assert running.step(org, table_id)
    assert len(posts(stage)) == 25
    # The first message comes once more, as at-least-once queues do.
    assert running.step(org, table_id) and not running.step(org, table_id) and not running.step(org, table_id)
    assert len(posts(stage)) == 60
    assert set(sent) == {("publishing.importing.tasks.carry_on", "maintenance")}
    assert len({one.text for one in posts(stage)}) == 60


# ── undo ────────────────────────────────────────────────────────────────────────────────────────


def test_undo_withdraws_what_nobody_touched(stage: Stage, desk: Any, send: Any, typed: Any) -> None:
    cal = desk()
    cal.upload(row(text="one"), row(text="two"), row(text="three"))
    cal.run()
    one, two, three = posts(stage)
    send(two, typed(text="two"))
    page = cal.client.post(cal.url("undo"), follow=True).content.decode()
    assert "2 drafts withdrawn. 1 stayed" in page
    assert [states(stage, each)["bluesky"] for each in (one, two, three)] == ["withdrawn", "in_approval", "withdrawn"]
    assert cal.client.post(cal.url("undo")).status_code == 409
    # What was taken back may be imported again.
    cal.upload(row(text="one"), row(text="three"))
    assert cal.wrong() == {}


# ── changing posts ──────────────────────────────────────────────────────────────────────────────


def test_a_file_that_was_exported_changes_posts_and_only_the_cells_that_differ(
    stage: Stage, desk: Any, post: Any
) -> None:
    made = post(title="Old", text="- keep this")
    cal = desk()
    answer = cal.client.get(stage.north.url("exports/posts.csv"))
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    cal.upload(file=SimpleUploadedFile("export.csv", out.getvalue().encode()))
    assert cal.wrong() == {}
    cal.run()
    (same,) = posts(stage)
    assert (same.revision, same.text) == (made.revision, "- keep this")
    cal.upload({"id": str(made.pk), "title": "New"})
    assert cal.wrong() == {}
    cal.run()
    (changed,) = posts(stage)
    assert (changed.title, changed.text, changed.slot, changed.revision) == (
        "New",
        "- keep this",
        made.slot,
        made.revision + 1,
    )


def test_one_character_changed_after_approval_by_an_import_is_never_sent(
    stage: Stage, desk: Any, post: Any, send: Any, typed: Any
) -> None:
    made = post(text="Approved words.")
    send(made, typed(text="Approved words."))
    approve(stage, made)
    assert states(stage, made) == {"bluesky": "scheduled"}
    cal = desk()
    cal.upload({"id": str(made.pk), "text": "Approved words!"})
    assert cal.wrong() == {}
    assert states(stage, made) == {"bluesky": "scheduled"}
    cal.run()
    assert states(stage, made) == {"bluesky": "draft"}
    with inside(stage.north.id):
        (delivery,) = Delivery.objects.all()
        (wire,) = wires(Post.objects.get(pk=made.pk))
        assert delivery.state == "withdrawn"
        assert standing_approval(wire.version.pk, wire.digest) is None
        assert Request.objects.get().state == "approved"
        assert Entry.objects.filter(act="post.draft", subject_id=str(wire.version.pk)).count() == 1


def test_a_post_changed_since_the_dry_run_is_left_alone(
    stage: Stage, desk: Any, post: Any, typed: Any, browse: Any
) -> None:
    made = post(text="first")
    cal = desk()
    cal.upload({"id": str(made.pk), "text": "from the file"})
    browse(stage.north.bea).post(
        stage.north.url(f"posts/{made.pk}/edit/"), typed(text="by Bea", revision=str(made.revision))
    )
    cal.run()
    (now,) = posts(stage)
    assert now.text == "by Bea"
    assert "changed this post meanwhile" in cal.wrong()[2, ""]


# ── rights ──────────────────────────────────────────────────────────────────────────────────────


def test_an_import_can_do_no_more_than_its_member(stage: Stage, desk: Any, post: Any, browse: Any) -> None:
    made = post(text="Harbour's")
    assert browse(stage.north.eve).get(stage.north.url("posts/import/")).status_code == 403
    assert browse(stage.north.eve).post(stage.north.url("posts/import/"), {"file": table(row())}).status_code == 403
    vic = desk("vic")
    vic.upload({"id": str(made.pk), "text": "Taken"}, row(), row(brand="Valley", channels="bluesky", text="ours"))
    assert set(vic.wrong()) == {(2, "id"), (3, "brand")}
    vic.run()
    assert sorted(one.text for one in posts(stage)) == ["Harbour's", "ours"]
    for path in ("", "marked.xlsx", "progress"):
        assert browse(stage.north.cal).get(vic.url(path)).status_code == 404, path
    for path in ("run", "undo"):
        assert browse(stage.north.cal).post(vic.url(path)).status_code == 404, path


def test_rights_lost_since_the_dry_run_count(stage: Stage, desk: Any) -> None:
    from coe.access.models import Grant
    from coe.access.rights import RIGHT_MODELS

    cal = desk()
    cal.upload(row())
    running_id = cal.table().pk
    with inside(stage.north.id):
        Import.objects.filter(pk=running_id).update(state="running")
        for model in RIGHT_MODELS.values():
            model._default_manager.filter(grant__member=stage.north.cal.member).delete()
        Grant.objects.filter(member=stage.north.cal.member).update(ended_at=timezone.now())
    from coe.access.api import Denied

    with pytest.raises(Denied):
        running.carry_on(stage.north.id, running_id)
    assert posts(stage) == []


# ── files ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_is_a_good_file_with_what_is_allowed(stage: Stage, desk: Any, form: str) -> None:
    cal = desk()
    answer = cal.client.get(stage.north.url(f"posts/import/template.{form}"))
    assert answer.status_code == 200
    if form == "xlsx":
        book = load_workbook(io.BytesIO(answer.content))
        assert [sheet.title for sheet in book.worksheets] == ["Posts", "Columns", "Allowed values"]
        allowed = {str(cell) for line in book.worksheets[2].values for cell in line if cell}
        assert "bluesky:harbour.example" in allowed and "bluesky:valley.example" not in allowed
    cal.upload(file=SimpleUploadedFile(f"t.{form}", answer.content))
    # Its example stays out until it is written over.
    assert {place: "template’s example" in said for place, said in cal.wrong().items()} == {(2, "title"): True}


def test_the_errors_come_back_as_comments_on_the_cells(stage: Stage, desk: Any) -> None:
    cal = desk()
    cal.upload(row(text="=1+1", channels="nowhere"))
    sheet = load_workbook(io.BytesIO(cal.client.get(cal.url("marked.xlsx")).content)).active
    assert "no channel “nowhere”" in sheet["B2"].comment.text
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["A2"].comment) == ("=1+1", "s", None)


def test_what_is_no_table_is_refused_in_words(stage: Stage, desk: Any) -> None:
    cal = desk()
    for content, said in ((b"\x00\x01\xff\xfe\x81", "neither"), (b"PK\x03\x04junk", "damaged"), (b"a,b\n", "no rows")):
        answer = cal.client.post(stage.north.url("posts/import/"), {"file": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert cal.client.post(stage.north.url("posts/import/"), {}).status_code == 422
    with inside(stage.north.id):
        assert Import.objects.count() == 0


def test_tables_vanish_after_thirty_days_and_their_posts_stay(stage: Stage, desk: Any) -> None:
    cal = desk()
    cal.upload(row())
    cal.run()
    tasks.forget(org_id=str(stage.north.id))
    with inside(stage.north.id):
        assert (Import.objects.count(), ImportRow.objects.count()) == (1, 1)
        assert (Import.objects.get().expires_at - timezone.now()).days in (29, 30)
        Import.objects.update(expires_at=timezone.now())
    tasks.forget(org_id=str(stage.north.id))
    with inside(stage.north.id):
        assert (Import.objects.count(), ImportRow.objects.count(), Post.objects.count()) == (0, 0, 1)
        assert Asset.objects.count() == 0
    assert tomorrow()
