"""What the front end promises: parts render with the right meaning, nothing inline, every icon there is."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from coe.accounts.models import User
from coe.web import assets, bands, counts, drawing, gallery, wording
from coe.web.blocks import Column, headers
from coe.web.context import Frame
from coe.web.forms import DateField, MomentField
from coe.web.wording import Span

ROOT = Path(settings.BASE_DIR)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.I)


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.fixture
def page() -> Any:
    """A request as the gate leaves it, without a database behind it."""
    request = RequestFactory().get("/o/north/posts/")
    request.user = SimpleNamespace(is_authenticated=True, theme="dark")  # type: ignore[assignment]
    request.org = SimpleNamespace(slug="north", name="North")  # type: ignore[attr-defined]
    request.member = SimpleNamespace(name="Mara Keller")  # type: ignore[attr-defined]
    request.rights = SimpleNamespace(may=lambda act, **_: act == "post.see")  # type: ignore[attr-defined]
    request.brand_filter = request.market_filter = None  # type: ignore[attr-defined]
    return request


# ── drawing ─────────────────────────────────────────────────────────────────────────────────────


def test_spark_runs_from_edge_to_edge_and_highest_is_on_top() -> None:
    line = drawing.spark([1, 2, 3], goal=3, width=72, height=22)
    assert line is not None
    assert (line.path, line.last_x, line.last_y, line.goal) == (
        "M3.0 19.0 L36.0 11.0 L69.0 3.0",
        69.0,
        3.0,
        3.0,
    )


def test_spark_leaves_a_gap_where_nothing_is_known() -> None:
    line = drawing.spark([1, None, 3])
    assert line is not None
    assert line.path.count("M") == 2


@pytest.mark.parametrize("values", [[], [None, None]])
def test_spark_of_nothing_is_nothing(values: list[None]) -> None:
    assert drawing.spark(values) is None
    assert drawn("{% spark values %}", values=values).strip() == ""


def test_spark_numbers_are_svg_numbers_in_every_language() -> None:
    with translation.override("de"):
        assert 'cx="69.0"' in drawn("{% spark values %}", values=[1.5, 2.5])


@pytest.mark.parametrize(
    ("used", "limit", "expected"),
    [(10, 300, (3, "")), (240, 300, (80, "wait")), (300, 300, (100, "wait")), (301, 300, (100, "stop"))],
)
def test_ring_warns_before_it_refuses(used: int, limit: int, expected: tuple[int, str]) -> None:
    assert drawing.ring(used, limit) == expected


def test_clock_turns_from_silent_to_amber_to_red() -> None:
    now = timezone.now()

    def bar(left: float) -> str:
        return drawn("{% clock due start %}", due=now + timedelta(hours=left), start=now - timedelta(hours=10 - left))

    assert "is-" not in bar(8)
    assert "is-wait" in bar(2)
    assert "left" in bar(2)
    assert "is-stop" in bar(-0.3)
    assert "18 min over" in bar(-0.3)


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def test_marks_carry_the_number_of_their_finding_and_escape_the_text() -> None:
    html = wording.marked("<b>free</b> snow", [Span(3, 7, 1, "stop")])
    assert html == '&lt;b&gt;<mark class="find is-stop">free\u2060<sup>1</sup></mark>&lt;/b&gt; snow'


def test_overlapping_and_impossible_spans_do_not_break_the_text() -> None:
    html = wording.marked("from 49", [Span(0, 4, 1), Span(2, 7, 2), Span(5, 99, 3)])
    assert re.sub(r"<sup>.*?</sup>|<[^>]+>|\u2060", "", html) == "from 49"
    assert html.count("<mark") == 1


def test_word_diff_names_whole_words_and_keeps_both_texts() -> None:
    old, new = "opens on Friday at 07:10.", "opens on Saturday 12 December at 07:10."
    parts = wording.changes(old, new)
    assert ("out", "Friday") in parts
    assert ("in", "Saturday 12 December") in parts
    assert "".join(text for kind, text in parts if kind != "in") == old
    assert "".join(text for kind, text in parts if kind != "out") == new


@given(st.text(alphabet="ab 五六，.\n", max_size=30), st.text(alphabet="ab 五六，.\n", max_size=30))
def test_word_diff_never_loses_a_sign_of_either_text(old: str, new: str) -> None:
    parts = wording.changes(old, new)
    assert "".join(text for kind, text in parts if kind != "in") == old
    assert "".join(text for kind, text in parts if kind != "out") == new


def test_word_diff_is_by_sign_in_chinese() -> None:
    assert wording.changes("周五开放", "周六开放") == [
        ("same", "周"),
        ("out", "五"),
        ("in", "六"),
        ("same", "开放"),
    ]


# ── assets ──────────────────────────────────────────────────────────────────────────────────────


def test_an_unbuilt_front_end_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    with pytest.raises(assets.NotBuilt, match="npm run build"):
        assets.url("app.js")


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""{%\s*icon\s+["']([^"']+)["']|icon=["']([a-z0-9-]+)["']""", path.read_text())
        for name in name
        if name
    }
    assert named - assets.manifest()["icons"] == set()


def test_an_ordinary_page_loads_little() -> None:
    import gzip

    dist = assets.MANIFEST.parent
    entry = assets.manifest()["app.js"]
    files = [
        entry["file"],
        *entry["css"],
        *(assets.manifest()[chunk]["file"] for chunk in entry.get("imports", ())),
    ]
    assert sum(len(gzip.compress((dist / file).read_bytes())) for file in files) < 120_000


def test_the_stylesheet_keeps_to_the_tokens() -> None:
    for path in (ROOT / "coe/assets/src").rglob("*.css"):
        if path.name == "tokens.css":
            continue
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|rgba?\(|hsla?\(|!important", rules, re.I), path


# ── frame ───────────────────────────────────────────────────────────────────────────────────────


def test_the_rail_shows_what_exists_and_may_be_opened(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"home": "/o/north/", "posts": "/o/north/posts/", "approvals": "/o/north/approvals/"}

    def to(org: Any, name: str) -> str:
        from django.urls import NoReverseMatch

        if name not in known:
            raise NoReverseMatch(name)
        return known[name]

    monkeypatch.setattr("coe.web.context.to", to)
    entries = Frame(page).rail
    assert [(entry.name, entry.current) for entry in entries] == [("home", False), ("posts", True)]


@pytest.mark.parametrize(
    ("path", "lit"),
    [
        ("deliveries/", "posts"), ("campaigns/values/", "posts"), ("channels/new/", "settings"),
        ("members/me/rights/", "settings"), ("grants/", "settings"), ("roles/", "settings"),
        ("access/requests/", "settings"), ("audit/", "governance"), ("settings/brands/", "settings"), ("help/", None),
    ],
)  # fmt: skip
def test_a_page_lights_the_one_entry_it_lies_under(
    page: Any, monkeypatch: pytest.MonkeyPatch, path: str, lit: str | None
) -> None:
    monkeypatch.setattr("coe.web.context.to", lambda _org, name: f"/o/north/{'' if name == 'home' else name + '/'}")
    page.path = f"/o/north/{path}"
    page.rights = SimpleNamespace(may=lambda _act, **_: True)
    assert [entry.name for entry in Frame(page).rail if entry.current] == ([lit] if lit else [])


def test_a_count_nobody_registered_is_nothing_and_a_registered_one_is_asked(page: Any) -> None:
    assert counts.count("nobody-counts-this", page) == 0
    counts.register("test-count", lambda request: 7)
    assert counts.count("test-count", page) == 7
    counts._counters.pop("test-count")


@pytest.mark.django_db
def test_rows_to_count_are_counted_in_one_query(
    page: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(counts, "_rows", {})
    User.objects.bulk_create(User(email=f"{number}@counted.example") for number in range(3))
    counted = User.objects.filter(email__endswith="@counted.example").order_by("email")
    counts.register_rows("all", lambda request: counted)
    counts.register_rows("two", lambda request: counted[:2])
    counts.register_rows("nobody", lambda request: User.objects.filter(pk__in=[]))
    counts.register_rows("not-asked", lambda request: None)
    with django_assert_num_queries(1):
        found = [counts.count(key, page) for key in ("all", "two", "nobody", "not-asked")]
    assert found == [3, 2, 0, 0]


def test_bands_are_collected_from_every_finder(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "_finders", [])
    bands.register(lambda request: [bands.Band("stop", "Stopped.", links=[("/x", "Held posts")])])
    html = render_to_string("components/band.html", {"band": bands.bands(page)[0]})
    assert 'data-kind="stop"' in html
    assert '<a href="/x">Held posts</a>' in html


def test_sorting_is_in_the_address_and_starts_over_at_the_first_page() -> None:
    request = RequestFactory().get("/", {"sort": "due", "page": "3", "state": "wait"})
    due, title = headers(request, [Column("due", "Due", sort=True), Column("title", "Title", sort=True)])
    assert (due.sorted, title.sorted) == ("ascending", "")
    assert due.url == "?sort=-due&state=wait"
    assert title.url == "?sort=title&state=wait"


# ── forms ───────────────────────────────────────────────────────────────────────────────────────


class Sample(forms.Form):
    title = forms.CharField(help_text="Short.")
    role = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    day = DateField(required=False)
    moment = MomentField(required=False)


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong_twice() -> None:
    html = Sample({"title": "", "day": "2026-12-09", "moment": "2026-12-09T07:10"}).render()
    assert "2 things to correct" in html
    assert html.count("Fill in “Title”.") == html.count("Choose “Role”.") == 2
    assert html.index('<legend class="label">Role') < html.index('id="id_role_error"') < html.index('id="id_role_0"')
    assert re.search(r'<input type="text" name="title"[^>]*aria-invalid="true"', html)
    assert re.search(r'aria-describedby="id_title_helptext[^"]*"', html)
    assert 'type="date" name="day" value="2026-12-09"' in html
    assert 'type="datetime-local" name="moment" value="2026-12-09T07:10"' in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_days_and_moments_read_and_write_the_same_in_every_language(language: str) -> None:
    with translation.override(language):
        form = Sample({"title": "x", "role": "a", "day": "2026-12-09", "moment": "2026-12-09T07:10"})
        assert form.is_valid()
        assert str(form.cleaned_data["day"]) == "2026-12-09"
        html = Sample(initial=form.cleaned_data).render()
        assert 'value="2026-12-09"' in html
        assert 'value="2026-12-09T07:10"' in html


def test_controls_are_dressed_by_kind() -> None:
    html = Sample().render()
    assert re.search(r'<input type="radio"[^>]*class="radio"', html)
    assert re.search(r'<input type="text"[^>]*class="input"', html)


# ── messages, errors, gallery ───────────────────────────────────────────────────────────────────


def test_a_toast_offers_undo_only_to_an_address_of_ours() -> None:
    def toast(tags: str) -> str:
        message = Message(messages.SUCCESS, "Approved", extra_tags=tags)
        return render_to_string("components/toast.html", {"message": message, "csrf_token": "t"})

    assert 'action="/o/north/undo/"' in toast("undo:/o/north/undo/")
    assert "data-undo" not in toast("undo:https://elsewhere.example/")
    assert "data-undo" not in toast("")


@pytest.mark.parametrize("name", ["400", "404", "csrf", "500"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_pages_need_neither_organisation_nor_database(name: str, language: str) -> None:
    request = RequestFactory().get("/")
    with translation.override(language):
        html = render_to_string(f"errors/{name}.html", request=None if name == "500" else request)
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in html
    assert not INLINE.search(html)


def test_a_denial_says_what_is_missing_who_can_grant_it_and_how_to_ask(page: Any) -> None:
    context = {
        "act": "post.approve",
        "act_label": "approve posts",
        "reason": "",
        "askable": True,
        "ask_url": "/ask/",
        "holders": [SimpleNamespace(name="Lea Roth", title="IT admin")],
    }
    html = render_to_string("errors/403.html", {**context, "frame": _empty_frame()}, request=page)
    assert "You may not approve posts here." in html
    assert "Lea Roth" in html
    assert 'action="/ask/"' in html
    assert 'name="act" value="post.approve"' in html
    assert "Ask for this right" not in render_to_string(
        "errors/403.html", {**context, "askable": False, "frame": _empty_frame()}, request=page
    )


def _empty_frame() -> Any:
    links = dict.fromkeys(
        ("look", "set_language", "search", "new_post", "notices", "profile", "organisations", "sign_out"), ""
    )
    return SimpleNamespace(
        rail=[],
        first_rail=[],
        second_rail=[],
        tabs=[],
        bands=[],
        brands=[],
        links=links,
        language="en",
        theme="dark",
        words={},
        org=None,
        unread=0,
        person="Mara Keller",
        may_draft=False,
        other_language=("zh-hans", "zh-Hans", "中文"),
        signed_in=True,
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_gallery_shows_every_component_and_nothing_inline(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/-/components/", {"language": language, "theme": "dark"})
    html = gallery.gallery(request).content.decode()
    assert 'data-theme="dark"' in html
    assert not INLINE.search(html)
    for css in (
        "panel",
        "grid",
        "dialog",
        "drawer",
        "menu",
        "blank",
        "undo",
        "trail",
        "finding",
        "spark",
        "ring",
        "clock",
        "pop",
        "seg",
        "tabs",
        "pager",
        "filters",
        "bulk",
        "face",
        "brand",
        "nets",
        "chip",
        "form-errors",
    ):
        assert re.search(rf'class="[^"]*\b{css}\b', html), css


def test_no_template_brings_script_style_or_handlers() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if "mail" in path.parts:  # Read by mail programs, which know no stylesheets, and never served as pages.
            continue
        assert not INLINE.search(path.read_text()), path
