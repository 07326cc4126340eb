"""What somebody pays for is marked, shown to whoever decides, and disclosed where a rule asks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from coe.tenancy.context import inside
from governance.policies import actions as rules
from governance.policies.params import RequiredDisclosure
from publishing.content.models import Post, Revision
from tests.publishing.content.conftest import Stage, approve, states

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def disclosure(stage: Stage) -> None:
    lee = stage.north.lee.actor
    words = {
        "name": "Disclose", "name_zh": "披露", "message": "Readers must be told.", "message_zh": "须告知读者。",
        "hint": "", "hint_zh": "", "severity": "block",
    }  # fmt: skip
    params = RequiredDisclosure((), {"en": ("#ad",), "zh": ("广告",)}, when_paid=True)
    rule = rules.create(lee, kind="required_disclosure", params=params, words=words)
    rules.switch_on(lee, rule_id=rule.pk)


@pytest.mark.parametrize(
    ("text", "language", "sent"),
    [
        ("The lake is open.", "en", False),
        ("The lake is open. #ad", "en", True),
        ("湖边开放了。", "zh-Hans", False),
        ("湖边开放了。广告", "zh-Hans", True),
    ],
)
def test_a_paid_post_is_sent_only_with_its_disclosure(
    stage: Stage,
    typed: Typed,
    post: Callable[..., Any],
    send: Any,
    disclosure: None,
    text: str,
    language: str,
    sent: bool,
) -> None:
    made = post(text=text, language=language, paid="on")
    answer = send(made, typed(text=text, language=language, paid="on"))
    assert answer.status_code == (302 if sent else 422)
    assert states(stage, made) == {"bluesky": "in_approval" if sent else "draft"}
    if not sent:
        assert "Readers must be told." in answer.content.decode()


def test_an_unpaid_post_needs_none(stage: Stage, typed: Typed, post: Any, send: Any, disclosure: None) -> None:
    made = post()
    assert send(made, typed()).status_code == 302
    assert states(stage, made) == {"bluesky": "in_approval"}


def test_marking_it_takes_the_approval_away_and_is_history(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Any, browse: Any
) -> None:
    made = post()
    send(made, typed())
    approve(stage, made)
    cal = browse(stage.north.cal)
    with inside(stage.north.id):
        revision = Post.objects.get(pk=made.pk).revision
    answer = cal.post(stage.north.url(f"posts/{made.pk}/edit/"), typed(paid="on", revision=str(revision)))
    assert answer.status_code == 302
    assert states(stage, made) == {"bluesky": "draft"}
    with inside(stage.north.id):
        assert Post.objects.get(pk=made.pk).paid is True
        assert [one.content["paid"] for one in Revision.objects.filter(post=made).order_by("number")] == [False, True]
    assert "Paid partnership or advertisement" in cal.get(stage.north.url(f"posts/{made.pk}/")).content.decode()
    assert (
        "Paid partnership or advertisement" in cal.get(stage.north.url(f"posts/{made.pk}/versions/")).content.decode()
    )


def test_whoever_decides_sees_it(stage: Stage, typed: Typed, post: Callable[..., Any], send: Any, browse: Any) -> None:
    made = post(paid="on")
    send(made, typed(paid="on"))
    page = browse(stage.north.bea).get(stage.north.url("approvals/"), follow=True).content.decode()
    assert "Paid partnership or advertisement" in page
