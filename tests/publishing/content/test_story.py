"""The page of a post: where it stands, and its story in one line after the other."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from coe.tenancy.context import inside
from publishing.content.models import PostImage, Revision, Version
from publishing.content.timeline import Entry
from publishing.delivery.models import Attempt, Delivery
from tests.publishing.content.conftest import Stage, approve, picture

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


def page_of(stage: Stage, browse: Any, made: Any, who: str = "cal") -> str:
    return str(browse(getattr(stage.north, who)).get(stage.north.url(f"posts/{made.pk}/")).content.decode())


def titles(page: str) -> list[str]:
    """The lines of the story, newest first."""
    heads = re.findall(r'<p class="tale-head"><b>(.*?)</b>', page, re.S)
    return [" ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", "", head, flags=re.S).split()) for head in heads]


def test_from_the_first_word_to_the_decision(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any], browse: Any
) -> None:
    made = post()
    page = page_of(stage, browse, made)
    assert "Nobody was asked to approve it yet." in page
    assert titles(page) == ["Cal Creator began the post"]
    send(made, typed())
    page = page_of(stage, browse, made)
    assert titles(page) == ["Sent by Cal Creator", "Cal Creator began the post"]
    assert "Waits for" in page
    browse(stage.north.bea).post(stage.north.url(f"posts/{made.pk}/comment"), {"text": "Nice."})
    approve(stage, made)
    page = page_of(stage, browse, made)
    assert titles(page) == [
        "Bea Brand approved", "Bea Brand said", "Sent by Cal Creator", "Cal Creator began the post",
    ]  # fmt: skip
    assert "It goes out by itself at its time." in page


def test_saves_of_one_person_at_one_sitting_are_one_line(
    stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any
) -> None:
    made, cal = post(), browse(stage.north.cal)
    for number, text in enumerate(["One.", "Two.", "Three."], start=1):
        cal.post(stage.north.url(f"posts/{made.pk}/autosave"), typed(text=text, revision=str(number)))
    with inside(stage.north.id):
        assert Revision.objects.filter(post=made).count() == 4
    page = page_of(stage, browse, made)
    assert titles(page) == ["Cal Creator began the post"]
    assert "versions 1 to 4" in page
    browse(stage.north.pat).post(stage.north.url(f"posts/{made.pk}/autosave"), typed(text="Four.", revision="4"))
    page = page_of(stage, browse, made)
    assert titles(page)[0] == "Pat Partner changed: Main text"
    assert "<del>Three</del><ins>Four</ins>" in page


@pytest.mark.parametrize(
    ("state", "delivery", "says"),
    [
        ("published", "sent", "It is out on its channel."),
        ("refused", "refused", "A network or a rule refused it."),
        ("unknown", "unknown", "never sent twice"),
    ],
)
def test_what_became_of_it(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any], browse: Any, state: str,
    delivery: str, says: str,
) -> None:  # fmt: skip
    made = post()
    send(made, typed())
    approve(stage, made)
    with inside(stage.north.id):
        row = Delivery.objects.get()
        now = timezone.now()
        for number, outcome in enumerate(["again", delivery], start=1):
            Attempt.objects.create(
                org_id=row.org_id, delivery=row, number=number, outcome=outcome, finished_at=now, detail=f"try {number}"
            )
        if delivery != "waiting":
            Delivery.objects.filter(pk=row.pk).update(state="sending")
            Delivery.objects.filter(pk=row.pk).update(state=delivery, sent_at=now if delivery == "sent" else None)
        Version.objects.filter(post=made).update(state=state)
    page = page_of(stage, browse, made)
    assert says in page
    assert "try 1" in page
    assert "try 2" in page
    assert "harbour.example" in titles(page)[0]


def test_the_days_of_the_story_are_those_of_the_readers_zone() -> None:
    late, early = (datetime(2027, 1, 10, hour, tzinfo=UTC) for hour in (23, 12))
    story = [Entry(late, "After midnight in Zurich", icon="clock"), Entry(early, "At noon", icon="clock")]
    with timezone.override("Europe/Zurich"):
        said = strip_tags(render_to_string("publishing/posts/story.html", {"story": story}))
    assert re.findall(r"\d+ Jan|After midnight|At noon", said) == ["11 Jan", "After midnight", "10 Jan", "At noon"]


def test_an_open_page_hears_of_changes_and_of_nothing_else(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    made, cal = post(), browse(stage.north.cal)
    approve_url = stage.north.url(f"posts/{made.pk}/live")
    fresh = cal.get(approve_url)
    mark = re.search(r"mark=(\w+)", fresh.content.decode())
    assert mark is not None
    assert cal.get(f"{approve_url}?mark={mark[1]}").status_code == 204
    browse(stage.north.bea).post(stage.north.url(f"posts/{made.pk}/comment"), {"text": "Look again."})
    heard = cal.get(f"{approve_url}?mark={mark[1]}")
    assert heard.status_code == 200
    assert "Look again." in heard.content.decode()
    assert 'data-announce="Draft. Bea Brand said"' in heard.content.decode()


def test_one_press_chooses_a_time_without_script(
    stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any
) -> None:
    made = post(at=None)
    wall = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    answer = browse(stage.north.cal).post(
        stage.north.url(f"posts/{made.pk}/edit/"), typed(at=None, revision="1", act="", quick=wall)
    )
    assert answer.status_code == 302
    with inside(stage.north.id):
        made.refresh_from_db()
        assert made.slot is not None


def test_the_next_free_slot_is_free(stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any) -> None:
    """Another post of the channel takes the first; the second is offered."""
    made = post(at=None)
    offered = re.compile(r'name="quick" value="([^"]+)"[^>]*>next free slot')
    cal = browse(stage.north.cal)
    first = offered.search(cal.get(stage.north.url(f"posts/{made.pk}/edit/")).content.decode())
    assert first is not None
    cal.post(stage.north.url("posts/new/"), typed(slot_0=first[1]))
    second = offered.search(cal.get(stage.north.url(f"posts/{made.pk}/edit/")).content.decode())
    assert second is not None
    assert second[1] > first[1]


def test_the_only_channel_is_ticked(stage: Stage, browse: Any) -> None:
    """Valley has one channel, Harbour three."""
    for who, brand, ticked in (("vic", "valley", 1), ("cal", "harbour", 0)):
        page = browse(getattr(stage.north, who)).get(stage.north.url(f"posts/new/?brand={brand}")).content.decode()
        assert len(re.findall(r'name="channel" value="[^"]+" checked', page)) == ticked


def test_findings_stay_marked_while_changes_are_shown() -> None:
    """Half in what stood before and half in what is new: each half is marked."""
    from coe.web.wording import Span, diff

    html = diff("Snow expected.", "Guaranteed snow expected.", [Span(0, 24, 1, "stop")])
    assert html.count('class="find is-stop"') == 2
    assert "<del>Snow</del>" in html
    assert "Guaranteed" in html
    assert diff("a b", "a c") == "a <del>b</del><ins>c</ins>"


def test_the_mail_to_approvers_shows_the_post(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any]
) -> None:
    """Its words as each channel says them, and its first picture, inside the mail."""
    from publishing.content.subject import PostSubject

    both = [stage.bluesky, stage.mastodon]
    made = post(
        channels=both,
        pictures=picture((900, 600)),
        **{f"own-{stage.mastodon.pk}": "on", f"text-{stage.mastodon.pk}": "At seven."},
    )
    with inside(stage.north.id):
        said = PostSubject().wording(made.pk)
    assert said is not None
    assert {said.text, *(words for _names, words, _language in said.more)} == {"The lake is open.", "At seven."}
    assert said.picture is not None
    assert (said.picture.width, said.picture.height) == (560, 373)


def test_a_picture_whose_rights_end_is_not_sent(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any], browse: Any
) -> None:
    made = post(pictures=picture())
    with inside(stage.north.id):
        asset = PostImage.objects.get(post=made).asset
    cal, day = browse(stage.north.cal), timezone.localdate()
    for until, status in ((day, 422), (day + timedelta(days=9), 302)):
        facts = {"alt": "A lake", "rights": "Ada Photo", "rights_until": until.isoformat()}
        assert cal.post(stage.north.url(f"library/{asset.pk}/"), facts).status_code == 302
        data = typed(image=[str(asset.pk)]) | {f"alt-{asset.pk}": "A lake"}
        answer = send(made, data)
        assert answer.status_code == status
        assert ("The rights to picture 1 end on" in answer.content.decode()) == (status == 422)
    assert "Rights to" in cal.get(stage.north.url("library/")).content.decode()
    assert "No picture fits" in cal.get(stage.north.url("library/?show=ended")).content.decode()
