"""How the calendar shows a time: whole weeks, as many posts as fit, the day a place means, and why nothing is there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from coe.tenancy.context import inside
from publishing.content.models import Post, Version
from tests.e2e.days.town import Town, watched

pytestmark = pytest.mark.e2e

# How far the top of the box is from the nearest beginning of a week, and whether today is in it whole.
STANDS = """() => {
  const box = document.querySelector(".cal-in-dayGridMonth [style*='auto']");
  const { top, bottom } = box.getBoundingClientRect();
  const weeks = [...box.querySelectorAll('.cal-week')].map(week => Math.abs(week.getBoundingClientRect().top - top));
  const today = box.querySelector('.cal-today').getBoundingClientRect();
  return { off: Math.min(...weeks), today: today.top >= top - 1 && today.bottom <= bottom + 1 };
}"""
# Posts that are seen in each day that has more than it shows.
BUSY = """() => [...document.querySelectorAll('.cal-day:has(.cal-more)')].map(day =>
  [...day.querySelectorAll('.cal-post')].filter(post => post.checkVisibility({ visibilityProperty: true })).length)"""
# The calendar's day at the middle of a thing.
BELOW = """one => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2).closest('.cal-day')?.dataset.date ?? '';
}"""


@pytest.fixture
def look(town: Town, browser: Browser) -> Iterator[Callable[..., Page]]:
    made: list[tuple[BrowserContext, list[str]]] = []

    def begin(who: str, query: str, width: int = 1440, height: int = 900) -> Page:
        """The calendar with what stands on its days."""
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        town.enter(context, who)
        page = context.new_page()
        made.append((context, watched(page)))
        with page.expect_response(lambda said: "/calendar/events?" in said.url):
            page.goto(town.path(f"calendar/{query}"))
        expect(page.locator(".cal-view")).to_be_visible()
        return page

    yield begin
    for context, trouble in made:
        context.close()
        assert trouble == []


def settled(page: Page, how: str) -> Any:
    """What a script finds once the page stands still: twice the same."""
    before = None
    for _look in range(20):
        page.wait_for_timeout(200)
        found = page.evaluate(how)
        if found == before:
            return found
        before = found
    raise AssertionError(f"the page does not come to rest: {before}")


def reason(page: Page) -> Locator:
    return page.locator("[data-cal-blank-of]:not([hidden])")


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_a_month_begins_with_a_whole_week_and_shows_today(look: Callable[..., Page], size: tuple[int, int]) -> None:
    page = look("clara", "?view=month", *size)
    expect(page.locator(".cal-week .cal-freeze").first).to_be_visible()  # the bands have come
    found = settled(page, STANDS)
    assert (found["off"] <= 1, found["today"]) == (True, True)
    with page.expect_response(lambda said: "/calendar/events?" in said.url):
        page.locator("[data-cal=next]").click()
    with page.expect_response(lambda said: "/calendar/events?" in said.url):
        page.locator("[data-cal=today]").click()
    expect(page.locator(".cal-week .cal-freeze").first).to_be_visible()
    found = settled(page, STANDS)
    assert (found["off"] <= 1, found["today"]) == (True, True)


@pytest.mark.parametrize(("size", "fewest"), [((1280, 720), 3), ((1440, 900), 3), ((2560, 1440), 4)])
def test_a_busy_day_shows_what_fits_and_four_at_most(
    look: Callable[..., Page], size: tuple[int, int], fewest: int
) -> None:
    page = look("clara", "?view=month", *size)
    busy = settled(page, BUSY)
    assert busy
    assert set(busy) <= {fewest, 4}


def test_the_plus_of_a_day_means_that_day(look: Callable[..., Page]) -> None:
    for view, place in (("month", ".cal-day"), ("week", ".cal-dow")):
        page = look("cem", f"?view={view}&date={datetime.now(UTC).date() + timedelta(days=40)}")
        places = page.locator(f"{place}:has(.cal-add)")
        expect(places.nth(6)).to_be_attached()
        for one in places.all()[:7]:
            address = one.locator(".cal-add").get_attribute("href") or ""
            assert parse_qs(urlparse(address).query)["slot"] == [f"{one.get_attribute('data-date')}T09:00"]


@pytest.fixture
def late(town: Town) -> Iterator[None]:
    """A post that waits for approval although its time has passed."""
    with inside(town.org.pk):
        others = Version.objects.exclude(state="in_approval").values("post")
        post = Post.objects.filter(versions__state="in_approval").exclude(pk__in=others).order_by("slot").last()
        assert post
        Post.objects.filter(pk=post.pk).update(slot=datetime.now(UTC) - timedelta(hours=1))
    yield
    with inside(town.org.pk):
        Post.objects.filter(pk=post.pk).update(slot=post.slot)


def test_a_hidden_layer_stays_hidden_where_nothing_of_it_is_shown(look: Callable[..., Page], late: None) -> None:
    layer = "state:late-in_approval"
    ahead = datetime.now(UTC).date() + timedelta(days=70)
    page = look("clara", f"?view=month&date={ahead}&hide={layer}")
    box = page.locator(f"[data-layer='{layer}']")
    expect(box).to_have_count(0)
    page.locator("[data-layer='state:draft']").uncheck()
    assert set(parse_qs(urlparse(page.url).query)["hide"][0].split(",")) == {layer, "state:draft"}
    page.locator("[data-layer='state:draft']").check()
    assert parse_qs(urlparse(page.url).query)["hide"] == [layer]
    # Where there is one again, it is hidden still, and can be shown.
    with page.expect_response(lambda said: "/calendar/events?" in said.url):
        page.locator("[data-cal=today]").click()
    expect(box).not_to_be_checked()
    assert parse_qs(urlparse(page.url).query)["hide"] == [layer]
    box.check()
    assert "hide" not in parse_qs(urlparse(page.url).query)


def test_an_empty_time_says_why_over_days_that_stay_in_reach(look: Callable[..., Page]) -> None:
    page = look("cem", "?view=month&date=2020-03-01")
    said = reason(page)
    expect(said).to_contain_text("Posts show here once they have a time.")
    expect(said.get_by_role("link", name="New post")).to_be_visible()
    assert said.locator("p").first.evaluate(BELOW).startswith("2020-0")
    grid = page.locator("#calendar").bounding_box()
    # It goes when there is something, and comes when there is nothing any more, while the days stay where they are.
    with page.expect_response(lambda answer: "/calendar/events?" in answer.url):
        page.locator("[data-cal=today]").click()
    expect(said).to_have_count(0)
    assert page.locator("#calendar").bounding_box() == grid
    boxes = page.locator("[data-layers-of=state] [data-layer]")
    for box in boxes.all():
        box.uncheck()
    expect(said).to_contain_text("No post fits these filters.")
    assert page.locator("#calendar").bounding_box() == grid
    clear = said.get_by_role("link", name="Clear the filters")
    assert "hide" not in parse_qs(urlparse(clear.get_attribute("href") or "").query)
    clear.click()
    page.wait_for_url(lambda url: "hide=" not in url)
    expect(page.locator(".cal-post").first).to_be_visible()
    expect(said).to_have_count(0)
    # In a list it stands in its place.
    with page.expect_response(lambda answer: "/calendar/events?" in answer.url):
        page.goto(page.url.split("?")[0] + "?view=list&date=2020-03-01")
    expect(said).to_contain_text("Nothing in this time")
    expect(page.locator("[data-cal-blank]")).to_have_role("status")
