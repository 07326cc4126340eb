"""What one click did on a page of its own, the next takes back; and nothing that somebody did since."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from coe.access.models import Grant
from coe.access.selectors import standing
from coe.tenancy.context import inside
from governance.notes import actions as notes
from governance.notes.models import CalendarNote
from governance.notes.states import Kind
from listening.mentions.models import Mention
from publishing.content.models import Post, Version
from reporting.attribution import actions as costs
from reporting.attribution.models import Cost
from reporting.goals import actions as goals
from reporting.goals.models import Goal
from tests.coe_access.test_grants import give
from tests.coe_lists.test_lists import write
from tests.factories.cast import Org
from tests.listening.conftest import make_channel, say, source_of

pytestmark = pytest.mark.django_db


def undo_in(page: Any) -> str:
    """Where the toast's Undo leads; empty without one."""
    found = re.findall(r'action="([^"]+/undo/)"', page.content.decode())
    return found[0] if found else ""


def refused(page: Any) -> bool:
    return [one.level_tag for one in page.context["messages"]] == ["warning"]


def told(page: Any) -> list[str]:
    return [str(one) for one in page.context["messages"]]


def test_a_post_moved_from_its_page_goes_back(north: Org, browse: Any) -> None:
    (post,) = write(north, "One", days=3, states=True)
    pia, url = browse(north.pia), north.url(f"posts/{post.pk}/move")
    later = (post.slot + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    day, clock = later.split("T")
    given = {"slot_0": f"{day}T{clock}", "slot_1": "UTC"}
    first = pia.post(url, given, follow=True)
    assert told(first) == ["Moved"]
    assert told(pia.post(undo_in(first), follow=True)) == ["Moved back."]
    with inside(north.id):
        assert Post.objects.get().slot == post.slot
    again = pia.post(url, given, follow=True)
    with inside(north.id):
        Post.objects.update(slot=post.slot + timedelta(days=9))
    assert refused(pia.post(undo_in(again), follow=True))
    with inside(north.id):
        assert Post.objects.get().slot == post.slot + timedelta(days=9)


def test_a_move_that_ended_an_approval_offers_no_undo(north: Org, browse: Any) -> None:
    (post,) = write(north, "One", days=3, states=True)
    with inside(north.id):
        Version.objects.update(state="in_approval")
    when = (post.slot + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = browse(north.pia).post(
        north.url(f"posts/{post.pk}/move"), {"slot_0": when, "slot_1": "UTC", "again": "on"}, follow=True
    )
    assert (told(page), undo_in(page)) == (["Moved"], "")


def test_a_post_withdrawn_on_its_page_comes_back(north: Org, browse: Any) -> None:
    (post,) = write(north, "One", days=3, states=True)
    bea = browse(north.bea)
    page = bea.post(north.url(f"posts/{post.pk}/withdraw"), {"reason": "Rain"}, follow=True)
    assert told(page) == ["Withdrawn"]
    assert told(bea.post(undo_in(page), follow=True)) == ["1 post is back. It is a draft again."]
    with inside(north.id):
        assert list(Version.objects.values_list("state", flat=True)) == ["draft"]


def test_an_ended_grant_is_given_again(north: Org, browse: Any) -> None:
    until = timezone.now() + timedelta(days=5)
    held = give(north.cleo, north.nia, north, "publisher", until=until)
    cleo = browse(north.cleo)
    page = cleo.post(north.url(f"grants/{held.pk}/end/"), {"reason": "Slip"}, follow=True)
    assert told(cleo.post(undo_in(page), follow=True)) == ["The grant is given again."]
    with inside(north.id):
        again = Grant.objects.get(standing(), member=north.nia.member)
    assert (again.role_id, again.scope_id, again.reason, again.expires_at) == (
        held.role_id, held.scope_id, held.reason, until,
    )  # fmt: skip


def test_nobody_undoes_the_end_of_a_grant_of_their_own(north: Org, browse: Any) -> None:
    give(north.cleo, north.bea, north, "publisher")
    with inside(north.id):
        own = Grant.objects.get(standing(), member=north.bea.member, role__key="publisher")
    page = browse(north.bea).post(north.url(f"grants/{own.pk}/end/"), follow=True)
    assert "Ended" in told(page)[0]
    assert undo_in(page) == ""


def test_mentions_go_back_to_whom_they_were_with(north: Org, browse: Any) -> None:
    with inside(north.id):
        harbour = source_of(make_channel(north, "harbour", "mastodon", "@harbour"))
        one, two = say(harbour, "First"), say(harbour, "Second")
        Mention.objects.filter(pk=one.pk).update(assigned_to=north.gus.member)
    cleo, url = browse(north.cleo), north.url("listening/mentions/settle/")
    given = {"pick": [str(one.pk), str(two.pk)]}

    def owners() -> dict[str, Any]:
        with inside(north.id):
            return dict(Mention.objects.values_list("text", "assigned_to"))

    gus, hers = north.gus.member.pk, north.cleo.member.pk
    page = cleo.post(url, {**given, "act": "take"}, follow=True)
    assert owners() == {"First": hers, "Second": hers}
    assert told(cleo.post(undo_in(page), follow=True)) == ["2 mentions are with whom they were before."]
    assert owners() == {"First": gus, "Second": None}
    page = cleo.post(url, {**given, "act": "drop"}, follow=True)
    with inside(north.id):
        Mention.objects.filter(pk=one.pk).update(assigned_to=north.cleo.member)
    assert refused(cleo.post(undo_in(page), follow=True))
    assert owners() == {"First": hers, "Second": None}


def test_a_goal_is_set_again_unless_another_was(north: Org, browse: Any) -> None:
    facts: dict[str, Any] = {
        "metric": "revenue", "brand_id": None, "starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 31),
    }  # fmt: skip
    ana = browse(north.ana)

    def drop() -> str:
        with inside(north.id):
            goal = Goal.objects.get()
        return undo_in(ana.post(north.url(f"results/goals/{goal.pk}/drop/"), follow=True))

    goals.set_goal(north.ana.actor, target=Decimal(1000), **facts)
    assert told(ana.post(drop(), follow=True)) == ["The goal is set again."]
    undo = drop()
    goals.set_goal(north.ana.actor, target=Decimal(7), **facts)
    assert refused(ana.post(undo, follow=True))
    with inside(north.id):
        assert Goal.objects.get().target == Decimal(7)


def test_a_cancelled_cost_counts_again(north: Org, browse: Any) -> None:
    made = costs.enter_cost(
        north.bea.actor,
        brand_id=north.brands["harbour"].pk,
        what="Boost",
        amount=Decimal(5),
        spent_on=date(2026, 11, 1),
    )
    bea = browse(north.bea)
    page = bea.post(north.url(f"results/costs/{made.pk}/cancel/"), follow=True)
    assert browse(north.cleo).post(undo_in(page)).status_code == 404, "another's undo"
    assert told(bea.post(undo_in(page), follow=True)) == ["The cost counts again."]
    with inside(north.id):
        cost = Cost.objects.get()
    assert (cost.cancelled_at, cost.cancelled_by_id) == (None, None)


def test_a_day_removed_from_the_calendar_stands_again(north: Org, browse: Any) -> None:
    day, harbour = date(2027, 12, 21), north.brands["harbour"].pk
    made = notes.add(north.cal.actor, kind=Kind.FESTIVAL, title="Solstice", first=day, last=day, brand_id=harbour)
    cal = browse(north.cal)
    page = cal.post(north.url(f"calendar/days/{made.pk}/remove/"), follow=True)
    assert told(cal.post(undo_in(page), follow=True)) == ["It is on the calendar again."]
    with inside(north.id):
        again = CalendarNote.objects.get()
    assert (again.kind, again.title, again.first, again.brand_id) == ("festival", "Solstice", day, harbour)
