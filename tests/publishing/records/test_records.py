"""The approval record: everything that was decided on and by whom, in the reader's language, with no box in it."""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.formats import date_format
from pypdf import PdfReader

from coe.accounts.models import User
from coe.audit.models import Entry
from coe.tenancy.context import inside
from publishing.content.models import Post
from publishing.records import fonts
from publishing.records.setting import drawable, lines
from tests.publishing.content.conftest import Stage, approve, media, picture, post, send, stage, typed

__all__ = ["media", "post", "send", "stage", "typed"]


@pytest.fixture(autouse=True)
def font() -> None:
    try:
        fonts.font_file("B")
    except fonts.NoFont:
        pytest.fail("The font of the records is missing: install the front end's packages.")


def text_of(answer: Any) -> tuple[str, int]:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    return "\n".join(page.extract_text() for page in reader.pages), len(reader.pages)


def joined(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def approved(stage: Stage, post: Any, send: Any, typed: Any) -> Any:
    words = "春节快乐，全场八折。Come early 🎉"
    made = post(text=words, title="Spring", pictures=[picture()])
    with inside(stage.north.id):
        from publishing.content.models import PostImage

        (image,) = PostImage.objects.filter(post=made)
    send(made, typed(text=words, title="Spring", image=[str(image.asset_id)], **{f"alt-{image.asset_id}": "灯笼"}))
    approve(stage, made, comment="Checked with legal.")
    return made


def test_the_record_proves_what_was_approved(stage: Stage, approved: Any, browse: Any) -> None:
    answer = browse(stage.north.aud).get(stage.north.url(f"posts/{approved.pk}/approval.pdf"))
    text, pages = text_of(answer)
    with inside(stage.north.id):
        from governance.approvals.models import Request, RequestItem

        request = Request.objects.get()
        item = RequestItem.objects.get()
        entries = list(
            Entry.objects.filter(
                subject_id__in=[str(approved.pk), str(request.pk)], detail__in=["submitted", "approve"]
            )
        )
    flat = joined(text)
    for said in (
        "Approval record", "Northwind Stays", "Harbour", "Cal Creator", "Bea Brand", "approved", "Checked with legal.",
        "春节快乐，全场八折。", "灯笼", "party popper", request.digest, item.digest, "Proof: worked out anew",
        f"Page 1 of {pages}",
    ):  # fmt: skip
        assert joined(said) in flat, said
    assert len(entries) >= 2
    for entry in entries:
        assert entry.hash in flat and f"{entry.seq}·" in flat
    assert "has changed since" not in text
    with inside(stage.north.id):
        last = Entry.objects.order_by("-seq").first()
    assert (last.act, last.detail, last.actor_label) == ("post.see", "record", "Aud Auditor")  # type: ignore[union-attr]


def test_it_speaks_the_readers_language_and_embeds_its_font(stage: Stage, approved: Any, browse: Any) -> None:
    User.objects.filter(pk=stage.north.bea.user.pk).update(language="zh-hans", zone="Asia/Shanghai")
    answer = browse(stage.north.bea).get(stage.north.url(f"posts/{approved.pk}/approval.pdf"))
    text, _pages = text_of(answer)
    assert "品牌" in text and "Asia/Shanghai" in text
    reader = PdfReader(BytesIO(answer.content))
    found = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    embedded = [found[name]["/DescendantFonts"][0]["/FontDescriptor"] for name in found]
    assert embedded and all("/FontFile2" in one for one in embedded)
    assert len(answer.content) < 200_000


@pytest.mark.parametrize(
    ("language", "clock", "shape"),
    [
        ("en", "24", "D j M Y, H:i"),
        ("en", "12", "D j M Y, g:i a"),
        ("zh-hans", "24", "Y 年 n 月 j 日（D）H:i"),
        ("zh-hans", "12", "Y 年 n 月 j 日（D）Ag:i"),
    ],
)
def test_times_are_said_as_on_the_pages(
    stage: Stage, approved: Any, browse: Any, language: str, clock: str, shape: str
) -> None:
    """In the reader's language, zone and clock, and each with the zone as that language names it."""
    with inside(stage.north.id):
        from governance.approvals.models import Decision, Request

        moments = [Request.objects.get().slot, Decision.objects.get().at]
    User.objects.filter(pk=stage.north.bea.user.pk).update(language=language, clock=clock, zone="Asia/Tokyo")
    text, _pages = text_of(browse(stage.north.bea).get(stage.north.url(f"posts/{approved.pk}/approval.pdf")))
    flat = joined(text)
    for moment in moments:
        with translation.override(language):
            said = (
                date_format(moment.astimezone(ZoneInfo("Asia/Tokyo")), shape)
                .replace("星期", "周")
                .replace("PM", "下午")
                .replace("AM", "上午")
            )
        named = "JST" if language == "en" else "东京时间（UTC+9）"
        assert joined(f"{said} {named}") in flat, said
    assert flat.count("Asia/Tokyo") == 1, "short names of zones are ambiguous: it is named in full once"
    assert "+0900" not in flat


def test_after_a_change_the_record_still_shows_what_was_approved(
    stage: Stage, approved: Any, typed: Any, browse: Any
) -> None:
    with inside(stage.north.id):
        revision = Post.objects.get(pk=approved.pk).revision
    browse(stage.north.cal).post(
        stage.north.url(f"posts/{approved.pk}/edit/"), typed(text="Quite other words", revision=str(revision))
    )
    text, _pages = text_of(browse(stage.north.cal).get(stage.north.url(f"posts/{approved.pk}/approval.pdf")))
    content = text.split("Steps and decisions")[0]
    assert "春节快乐" in content and "Quite other words" not in content
    assert "Proof: worked out anew" in text and "has changed since" in text


def test_without_a_request_or_a_right_there_is_no_record(stage: Stage, post: Any, approved: Any, browse: Any) -> None:
    draft = post(text="Only a draft")
    assert browse(stage.north.cal).get(stage.north.url(f"posts/{draft.pk}/approval.pdf")).status_code == 404
    for who in ("vic", "nia"):
        answer = browse(getattr(stage.north, who)).get(stage.north.url(f"posts/{approved.pk}/approval.pdf"))
        assert answer.status_code in (403, 404), who


def test_without_the_font_it_says_so(stage: Stage, approved: Any, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PLACES", {"": ("nowhere.ttf",), "B": ("nowhere.ttf",)})
    page = browse(stage.north.cal).get(stage.north.url(f"posts/{approved.pk}/approval.pdf"), follow=True)
    assert "the font that holds Chinese is not installed" in page.content.decode()
    with inside(stage.north.id):
        assert Entry.objects.filter(detail="record").count() == 0


def test_signs_without_a_picture_are_named_and_lines_break_where_they_may() -> None:
    signs = frozenset(map(ord, "abc 你好，。（）⟨⟩ "))
    assert drawable("a🎉b\u200d", signs) == "a⟨party popper⟩b"
    assert drawable("你好", signs) == "你好"
    assert drawable("a🇨🇭🇨🇳b", signs | set(map(ord, "flagCHN"))) == "a⟨flag CH⟩⟨flag CN⟩b"
    assert drawable("e\u0301", signs | {ord("é")}) == "é", "a letter and its mark are one sign"
    assert drawable("a\u0304\u0300", signs | {ord("ā")}) == "ā⟨combining grave accent⟩", "no mark is lost"
    assert drawable("1\ufe0f\u20e3", signs | {ord("1")}) == "1"

    def wide(text: str) -> float:
        return float(sum(2 if ord(one) > 0x2E80 else 1 for one in text))

    assert lines("你好，你好。", 6, wide) == ["你好，", "你好。"]
    assert lines("abc abc abc", 7, wide) == ["abc abc", "abc"]
    assert lines("abcabcabc", 4, wide) == ["abca", "bcab", "c"]
    assert lines("a\n\nb", 9, wide) == ["a", "", "b"]


def test_names_with_emoji_are_read_in_a_record(stage: Stage, post: Any, send: Any, typed: Any, browse: Any) -> None:
    """Whoever wrote, sent and decided is named in full, though the font draws no emoji."""
    for who, name in (("cal", "Cal 🎉 Creator"), ("bea", "Bea 🇨🇭 Brand")):
        member = stage.north.people[who].member
        member.name = name
        with inside(stage.north.id):
            member.save(update_fields=["name"])
    made = post(text="Come early", title="Spring")
    send(made, typed(text="Come early", title="Spring"))
    approve(stage, made)
    said, _pages = text_of(browse(stage.north.aud).get(stage.north.url(f"posts/{made.pk}/approval.pdf")))
    for name in ("Cal [party popper] Creator", "Bea [flag CH] Brand"):
        assert joined(name) in joined(said)
    assert not {chr(0xFFFD), chr(0)} & set(said)
