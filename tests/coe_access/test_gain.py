"""Before a role is granted, the page says what it would change."""

from typing import Any

import pytest

from coe.access.models import Grant, Role
from coe.tenancy.context import inside
from tests.factories.cast import Org


def gain(browse: Any, org: Org, who: str, of: str, role: str, on: str) -> Any:
    with inside(org.id):
        found = Role.objects.get(key=role).pk
    member = getattr(org, of).member
    return browse(getattr(org, who)).get(org.url(f"members/{member.pk}/gain/"), {"role": str(found), "on": on})


def test_what_comes_what_is_held_and_what_is_not_included(north: Org, browse: Any) -> None:
    harbour, valley = (f"brand:{north.brands[name].pk}" for name in ("harbour", "valley"))
    there = gain(browse, north, "ida", "cal", "creator", harbour).content.decode()
    assert "Nothing: all of it is held there already." in there
    assert "Not included: approve posts" in there
    new = gain(browse, north, "ida", "cal", "creator", valley).content.decode()
    assert "rights</b> more:" in new and "draft posts" in new
    more = gain(browse, north, "ida", "cal", "brand-lead", harbour).content.decode()
    assert "approve posts" in more.split("Held already:")[0]
    assert "draft posts" in more.split("Held already:")[1]
    with inside(north.id):
        assert Grant.objects.filter(member=north.cal.member).count() == 1  # nothing was given


@pytest.mark.parametrize(("who", "on"), [("cal", "harbour"), ("hal", "valley")])
def test_who_may_not_grant_there_learns_nothing(north: Org, browse: Any, who: str, on: str) -> None:
    answer = gain(browse, north, who, "pat", "creator", f"brand:{north.brands[on].pk}")
    assert answer.status_code == 403 or "What changes" not in answer.content.decode()


def test_the_sentence_says_what_people_ask_first_and_a_reason_can_be_ended(north: Org, browse: Any) -> None:
    page = browse(north.ida).get(north.url(f"members/{north.cal.member.pk}/rights/")).content.decode()
    assert "<b>draft posts</b> for 1 brand" in page
    assert "<b>approve posts</b>" not in page
    with inside(north.id):
        grant = Grant.objects.get(member=north.cal.member)
    # Once in the list of grants, and once in each cell that it explains.
    assert page.count(f'action="{north.url(f"grants/{grant.pk}/end/")}"') > 3
