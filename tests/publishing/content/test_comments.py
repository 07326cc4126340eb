"""A post can be talked about before, during and after approval; those it concerns are told."""

from collections.abc import Callable
from typing import Any

import pytest

from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.tenancy.context import inside
from governance.approvals.models import Comment, Request
from tests.publishing.content.conftest import Stage

pytestmark = pytest.mark.django_db


def told(stage: Stage) -> list[str]:
    with inside(stage.north.id):
        rows = Notice.objects.filter(kind="approval.comment").order_by("member__name")
        return list(rows.values_list("member__name", flat=True))


def say(stage: Stage, browse: Any, who: str, made: Any, text: str) -> Any:
    return browse(getattr(stage.north, who)).post(stage.north.url(f"posts/{made.pk}/comment"), {"text": text})


def test_a_draft_is_talked_about(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    made = post()
    answer = say(stage, browse, "bea", made, "Is the date right? @Lee")
    assert (answer.status_code, answer["Location"]) == (302, stage.north.url(f"posts/{made.pk}/") + "#comments")
    assert told(stage) == ["Cal Creator", "Lee Legal"]
    assert say(stage, browse, "cal", made, "Yes.").status_code == 302
    assert told(stage) == ["Bea Brand", "Cal Creator", "Lee Legal"], "whoever took part hears the answer"
    page = browse(stage.north.cal).get(stage.north.url(f"posts/{made.pk}/")).content.decode()
    assert "Is the date right? @Lee" in page
    with inside(stage.north.id):
        entries = Entry.objects.filter(detail="commented")
        assert list(entries.values_list("subject_type", "subject_id")) == [("publishing.post", str(made.pk))] * 2


def test_what_is_said_in_approval_shows_in_both_places(
    stage: Stage, typed: Any, post: Callable[..., Any], send: Any, browse: Any
) -> None:
    made = post()
    say(stage, browse, "bea", made, "Before it was sent")
    send(made, typed())
    with inside(stage.north.id):
        request = Request.objects.get()
    bea = browse(stage.north.bea)
    bea.post(stage.north.url(f"approvals/{request.pk}/comment/"), {"text": "While it waits"})
    for address in (f"posts/{made.pk}/", f"approvals/{request.pk}/"):
        page = bea.get(stage.north.url(address)).content.decode()
        assert "Before it was sent" in page
        assert "While it waits" in page


@pytest.mark.parametrize(("who", "status"), [("vic", 404), ("nia", 403)])
def test_whoever_does_not_see_it_says_nothing(
    stage: Stage, post: Callable[..., Any], browse: Any, who: str, status: int
) -> None:
    made = post()
    assert say(stage, browse, who, made, "Hello").status_code == status
    with inside(stage.north.id):
        assert Comment.objects.count() == 0
    assert told(stage) == []


def test_an_empty_comment_is_said_at_its_field(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    made = post()
    answer = say(stage, browse, "bea", made, "  ")
    assert answer.status_code == 422
    with inside(stage.north.id):
        assert Comment.objects.count() == 0


def test_naming_somebody_who_does_not_see_the_post_tells_them_nothing(
    stage: Stage, post: Callable[..., Any], browse: Any
) -> None:
    made = post()
    say(stage, browse, "bea", made, "@Vic Valley @Nia mail me@cal.example")
    assert told(stage) == ["Cal Creator"]
