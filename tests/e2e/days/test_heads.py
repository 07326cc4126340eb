"""What stands above a list: little on a phone, all of it within reach; tabs that say where there is more."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.days.town import DESKTOP, PHONE, Town

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]
LISTS = (
    "posts/",
    "deliveries/",
    "members/",
    "audit/",
    "listening/mentions/",
    "approvals/",
    "results/costs/",
    "grants/",
)
FIRST = "main :is(.grid tbody tr, .list > li, .queue .q)"
AT_RISK = """() => {
  const card = document.querySelector('.risks'), list = card.querySelector('.list');
  while (list.children.length < 7) list.append(list.lastElementChild.cloneNode(true));
  return [list.children.length, card.scrollHeight - card.clientHeight];
}"""


@pytest.fixture
def opened(town: Town, browser: Browser) -> Iterator[Open]:
    """`opened("clara", "posts/", phone=False)`, with options of a browser's context."""
    contexts: list[Any] = []

    def visit(who: str, place: str, *, language: str = "en", phone: bool = True, **options: Any) -> Page:
        width, height = PHONE if phone else DESKTOP
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone, **options
        )
        contexts.append(context)
        town.enter(context, who, language)
        page: Page = context.new_page()
        page.goto(town.path(place))
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("place", LISTS)
def test_a_list_begins_in_the_first_third_of_a_phone(opened: Open, place: str, language: str) -> None:
    page = opened("clara", place, language=language)
    # What is said across all pages is not the list's.
    bands = page.locator(".bands")
    said = bands.bounding_box() if bands.count() else None
    first = page.locator(FIRST).first.bounding_box()
    assert first and first["y"] - (said["height"] if said else 0) < PHONE[1] / 3, place


def test_filters_stand_behind_one_button_and_are_sent_together(opened: Open) -> None:
    page = opened("clara", "posts/")
    fields = page.locator("main .filters :is(select, [name=mine])")
    assert fields.count() > 3 and all(not one.is_visible() for one in fields.all())
    page.get_by_text("Filters", exact=True).tap()
    page.get_by_label("Any state").select_option("draft")
    page.get_by_label("Mine").check()
    expect(page).to_have_url(re.compile(r"posts/$"))  # Not while more is set.
    page.get_by_role("button", name="Filter", exact=True).tap()
    page.wait_for_url("**/posts/?state=draft&mine=on")
    expect(page.locator(".filters-fold")).to_have_text(re.compile(r"Filters\s*2"))
    assert all(not one.is_visible() for one in fields.all())
    page.get_by_role("link", name="Clear", exact=True).tap()
    page.wait_for_url("**/posts/?saved=all")
    expect(page.locator(".filters-fold .count")).to_have_count(0)


def test_views_columns_and_export_are_named_though_only_drawn(opened: Open) -> None:
    page = opened("clara", "posts/")
    for name, menu in (("Views", "#views"), ("Columns", "#columns"), ("Export", "#export-menu")):
        page.get_by_role("button", name=name, exact=True).tap()
        expect(page.locator(menu)).to_be_visible()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Help on this page").tap()
    expect(page.locator("#page-help")).to_contain_text("Read more")


def test_without_a_script_the_same_is_there(opened: Open) -> None:
    page = opened("clara", "posts/", java_script_enabled=False)
    state = page.locator("main .filters [name=state]")
    assert not state.is_visible()
    page.locator(".filters-fold").tap()
    state.select_option("draft")
    page.get_by_role("button", name="Filter", exact=True).tap()
    page.wait_for_url(re.compile(r"posts/\?.*state=draft"))
    expect(page.locator(".filters-fold .count")).to_have_text("1")


def test_wide_windows_show_every_filter_and_send_each_at_once(opened: Open) -> None:
    page = opened("clara", "posts/", phone=False)
    expect(page.locator(".filters-fold")).to_be_hidden()
    page.get_by_label("Any state").select_option("draft")
    page.wait_for_url("**/posts/?state=draft")
    expect(page.locator(".page-help")).to_be_visible()


def test_tabs_that_run_off_fade_there_and_show_the_chosen_one(opened: Open, town: Town) -> None:
    page = opened("clara", "results/")
    tabs = page.locator("main .tabs").first
    expect(tabs).to_have_attribute("data-more", "end")
    assert "linear-gradient" in tabs.evaluate("one => getComputedStyle(one).maskImage")
    page.goto(town.path("results/metrics/"))
    tabs = page.locator("main .tabs").first
    expect(tabs).to_have_attribute("data-more", "start")
    chosen, row = tabs.locator("[aria-current]").bounding_box(), tabs.bounding_box()
    assert chosen and row and row["x"] <= chosen["x"] and chosen["x"] + chosen["width"] <= row["x"] + row["width"] + 1
    # Where all of them fit, nothing fades.
    wide = opened("clara", "results/", phone=False).locator("main .tabs").first
    expect(wide).to_have_attribute("data-more", "")
    assert wide.evaluate("one => getComputedStyle(one).maskImage") == "none"


def test_a_fade_is_no_motion_and_takes_no_contrast_that_was_asked_for(opened: Open) -> None:
    mask = "one => getComputedStyle(one).maskImage"
    still = opened("clara", "results/", reduced_motion="reduce").locator("main .tabs[data-more=end]")
    assert "linear-gradient" in still.evaluate(mask)
    own = opened("clara", "results/", forced_colors="active").locator("main .tabs[data-more=end]")
    assert own.evaluate(mask) == "none"


def test_seven_at_risk_fit_on_a_laptop_also_under_a_band(opened: Open, language: str) -> None:
    page = opened("elias", "results/", phone=False, language=language)
    page.evaluate("""() => {
      if (document.querySelector('.bands')) return;
      const band = Object.assign(document.createElement('div'), { className: 'bands' });
      band.innerHTML = '<div class="band"><span>Stopped</span></div>';
      document.querySelector('.app').prepend(band);
    }""")
    assert page.evaluate(AT_RISK) == [7, 0]
