"""The composer's bar: what else goes out near the slot, what is stopped, and what the post costs."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from coe.tenancy.context import inside
from governance.api import FlowStep
from governance.crisis import actions as crisis
from publishing.content import composer
from publishing.content.models import Post
from reporting.attribution.models import Cost
from tests.publishing.content.conftest import Stage, tomorrow

pytestmark = pytest.mark.django_db


def bar(stage: Stage, browse: Any, made: Any, page: str = "edit/") -> str:
    text: str = browse(stage.north.cal).get(stage.north.url(f"posts/{made.pk}/{page}")).content.decode()
    return text


@pytest.mark.parametrize(("minutes", "clash"), [(0, True), (29, True), (30, False), (-29, True), (-31, False)])
def test_another_post_of_the_channel_nearby(
    stage: Stage, post: Callable[..., Any], browse: Any, minutes: int, clash: bool
) -> None:
    at = tomorrow(hour=12)
    made = post(at=at)
    other = post(text="The neighbour", at=at + timedelta(minutes=minutes))
    for page in ("edit/", "side"):
        shown = bar(stage, browse, made, page)
        assert ("1 post within 30 min" in shown) is clash
        assert (stage.north.url(f"posts/{other.pk}/") in shown) is clash
        assert ("no clash" in shown) is not clash


def test_another_channel_or_a_withdrawn_post_is_no_clash(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    from publishing.content import actions

    made = post()
    post(text="Elsewhere", channels=[stage.mastodon])
    gone = post(text="Gone")
    actions.withdraw(stage.north.bea.actor, post_id=gone.pk)
    assert "no clash" in bar(stage, browse, made)


def test_a_freeze_is_said_by_whether_it_covers_the_slot(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    made = post(at=tomorrow(days=3))
    bea = stage.north.bea.actor
    assert "Publishing is stopped (" not in bar(stage, browse, made)
    freeze = crisis.declare(
        bea, reason="Storm", brand_id=stage.north.brands["harbour"].pk, until=timezone.now() + timedelta(days=1)
    )
    assert "planned to end before" in bar(stage, browse, made)
    crisis.lift(stage.north.cleo.actor, freeze_id=freeze.pk, reason="Over")
    crisis.declare(bea, reason="Storm", brand_id=stage.north.brands["harbour"].pk)
    assert "it would be held" in bar(stage, browse, made)


def test_a_freeze_elsewhere_is_none_of_it(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    made = post()
    crisis.declare(stage.north.cleo.actor, reason="Storm", brand_id=stage.north.brands["valley"].pk)
    assert "it would be held" not in bar(stage, browse, made)


def test_what_was_entered_for_it(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    made = post()
    assert "coins" not in bar(stage, browse, made)
    with inside(stage.north.id):
        for amount, cancelled in (("120.50", None), ("89.50", None), ("500", timezone.now())):
            Cost.objects.create(
                org=stage.north.organisation, brand=stage.north.brands["harbour"], post=Post.objects.get(pk=made.pk),
                what="Photo", amount=Decimal(amount), currency="CHF", spent_on=timezone.localdate(),
                entered_by=stage.north.bea.member, cancelled_at=cancelled,
            )  # fmt: skip
    shown = bar(stage, browse, made)
    assert "CHF 210.00" in shown
    assert "2 entries" in shown


def test_each_step_says_who_of_how_many_decides(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    step, both = FlowStep(1, "Brand", "any", 1, 8), FlowStep(2, "Legal", "all", 2, 8)
    people = [stage.north.bea.member, stage.north.lee.member]
    step.approvers.extend(people)
    both.approvers.extend(people)
    names = f"{people[0].name}, {people[1].name}"
    assert (composer._who(step), composer._who(both)) == (f"1 of 2: {names}", names)
    assert composer._who(FlowStep(3, "Nobody", "any", 1, 8)) == ""


def test_a_post_without_a_slot_says_so(stage: Stage, browse: Any) -> None:
    shown = browse(stage.north.cal).get(stage.north.url("posts/new/")).content.decode()
    assert "no slot chosen yet" in shown
    assert "no clash" not in shown
