"""What is open in a week is said in full, also when the month before it was too full to say all."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.demo.steps import GROUP
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from publishing.calendar.open_slots import LISTED
from publishing.connections.models import Channel
from tests.e2e.days.town import Town

pytestmark = pytest.mark.e2e
ZONE = ZoneInfo("Europe/Zurich")


@pytest.fixture
def busy(town: Town) -> Iterator[None]:
    """Two of Cem's channels with five usual times on every day: more than a month's list holds before its last week."""
    with inside(town.org.pk):
        rights = Actor.member(Member.objects.get(user__email=f"cem@{GROUP}.example")).rights
        may = rights.within(Act.POST_DRAFT, brand="brand", market="market", channel="pk")
        before = list(Channel.objects.filter(may, state="connected"))
        assert len(before) > 1
        times = [f"{hour:02}:00" for hour in (6, 9, 12, 15, 18)]
        for place, one in enumerate(before):
            given = {"usual_times": times, "usual_days": [1, 2, 3, 4, 5, 6, 7]} if place < 2 else {"usual_times": []}
            Channel.objects.filter(pk=one.pk).update(**given)
    yield
    with inside(town.org.pk):
        for one in before:
            one.save(update_fields=["usual_times", "usual_days"])


def test_a_week_after_its_month_lists_all_its_open_slots(town: Town, browser: Browser, busy: None) -> None:
    first = (datetime.now(ZONE).replace(day=1) + timedelta(days=40)).date().replace(day=1)
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    town.enter(context, "cem")
    page = context.new_page()
    page.on("response", lambda said: asked.append(said.url) if "start=" in said.url else None)
    page.goto(town.path(f"calendar/?view=month&date={first.replace(day=24)}"))
    rows, button = page.locator("[data-cal-open-list] li"), page.locator("[data-cal-open]")
    expect(page.locator(".cal-in-dayGridMonth")).to_be_visible()
    expect(rows).to_have_count(LISTED)
    month = int(button.inner_text().split()[0])
    assert month > LISTED, "the month's list leaves some off"
    page.locator("[data-cal-view=week]").click()
    expect(page.locator(".cal-in-timeGridWeek")).to_be_visible()
    expect(button).not_to_contain_text(str(month))
    week = int(button.inner_text().split()[0])
    assert 0 < week <= LISTED
    expect(rows).to_have_count(week)
    expect(page.locator("[data-cal-open-more]")).to_have_attribute("hidden", "")
    assert len(asked) == 2, "a week is asked for though its month is there"
    context.close()
