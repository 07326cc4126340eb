"""Script switched off, or not come: what is read is there, and what is decided can be done, by links and forms alone."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coe.tenancy.context import inside
from governance.approvals.models import Request
from publishing.content.models import Post, Version
from tests.e2e.days.test_days import ONE, ZONE
from tests.e2e.days.test_reflow import PAGES, one
from tests.e2e.days.town import Town

pytestmark = pytest.mark.e2e

Spot = Callable[..., Page]


@pytest.fixture
def plain(town: Town, browser: Browser) -> Iterator[Spot]:
    """`plain(who, place)` is that page without script."""
    contexts: dict[str, BrowserContext] = {}

    def open_page(who: str, place: str) -> Page:
        if who not in contexts:
            contexts[who] = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
            town.enter(contexts[who], who)
        page = contexts[who].new_page()
        answer = page.goto(town.path(place.replace("one", one(town, place)) if "one" in place else place))
        assert answer is not None
        assert answer.status == 200, place
        return page

    yield open_page
    for context in contexts.values():
        context.close()


# What a reader comes for: this much of it stands in the page as it is sent.
MAIN = {
    "": ".hours li, .panel", "calendar/": ".cal-post", "posts/": "tbody tr", "library/": "main img", "results/": ".btable td",
    "listening/mentions/": "[name=pick]", "governance/": ".panel", "settings/": "main a", "audit/": "main li, tbody tr",
    "approvals/": ".queue-list .q", "approvals/one/": ".shot", "posts/one/": ".shot", "posts/new/": "#id_text",
    "members/one/rights/": ".matrix td",
}  # fmt: skip


def test_every_page_says_what_it_is_for(plain: Spot) -> None:
    empty = []
    for who, place in PAGES:
        page = plain(who, place)
        expect(page.locator("main :is(h1, h2)").first).to_be_visible()
        if not page.locator(MAIN[place]).locator("visible=true").count():
            empty.append(place)
        page.close()
    assert empty == []


def test_the_calendar_is_turned_and_narrowed_by_links_and_forms(plain: Spot) -> None:
    page = plain("clara", "calendar/")
    title = page.locator("[data-cal-title]").inner_text()
    page.locator("[data-cal=next]").click()
    expect(page.locator("[data-cal-title]")).not_to_have_text(title)
    page.locator("[data-cal=today]").click()
    page.locator("[data-cal-view=list]").click()
    expect(page.locator(".cal-post").first).to_be_visible()
    page.locator(".cal-post").first.click()
    page.wait_for_url(re.compile(rf"/posts/{ONE}/$"))
    expect(page.locator(".post-story")).to_be_visible()


def test_a_number_is_asked_why(plain: Spot) -> None:
    page = plain("clara", "results/")
    page.locator(".btable a[data-why]").nth(3).click()
    page.wait_for_url(re.compile(r"/why/|/metrics/|/results/"))
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile(r"version|Definition|computed", re.IGNORECASE))


def test_a_post_is_found_and_rights_are_read_as_they_were(plain: Spot, town: Town) -> None:
    with inside(town.org.pk):
        title = Post.objects.filter(brand__slug="nordhang", language="en").exclude(title="").earliest("slot").title
    page = plain("clara", "search/")
    field = page.locator("main input[name=q]")
    field.fill(title)
    field.press("Enter")
    expect(page.locator("main").get_by_role("link", name=title).first).to_be_visible()
    page = plain("iris", "members/one/rights/")
    page.locator("#shown input[name=as_of]").fill((datetime.now(ZONE) - timedelta(days=400)).strftime("%Y-%m-%d"))
    page.locator("#shown [data-unscripted]").click()
    page.wait_for_url(re.compile("as_of="))
    expect(page.locator("main h1")).to_be_visible()


def test_the_main_job_from_the_first_word_to_a_withdrawal(plain: Spot, town: Town) -> None:
    """Written, kept, sent, talked about, moved and withdrawn."""
    page = plain("cem", "posts/new/")
    page.locator("#id_title").fill("Plain tracks")
    page.locator("#id_text").fill("The first tracks are yours.")
    page.locator("#channels label.chan:has(input:not(:checked))").first.click()
    slot = datetime.now(ZONE).replace(minute=30) + timedelta(days=4)
    page.locator("input[name=slot_0]").fill(slot.strftime("%Y-%m-%dT%H:%M"))
    page.locator("button[value=send]").click()
    page.wait_for_url(re.compile(rf"/posts/{ONE}/$"))
    with inside(town.org.pk):
        post = Post.objects.get(title="Plain tracks")
        assert Request.objects.get(subject_id=post.pk).state == "open"

    page = plain("clara", f"posts/{post.pk}/")
    page.locator("#comments textarea").fill("Which lift?")
    page.locator("#comments button").click()
    expect(page.locator("#post-live")).to_contain_text("Which lift?")

    page.locator("#move input[name=slot_0]").fill((slot + timedelta(minutes=15)).strftime("%Y-%m-%dT%H:%M"))
    page.locator("#move .form-acts button").click()
    expect(page.locator("#toasts, .toasts")).to_contain_text("Moved")
    page.locator("#toasts form[data-undo] button, .toasts form[data-undo] button").click()
    expect(page.locator("#toasts, .toasts")).to_contain_text("Moved back.")

    page.locator("#withdraw [name=reason]").fill("No snow")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("#toasts, .toasts")).to_contain_text("Withdrawn")
    with inside(town.org.pk):
        assert set(Version.objects.filter(post=post).values_list("state", flat=True)) == {"withdrawn"}


def test_what_opens_by_a_press_stands_in_the_page(plain: Spot, town: Town) -> None:
    """A dialog cannot open without script: what is in it stands below. No dead button leads to it, links do."""
    followed = 0
    for who, place in PAGES:
        page = plain(who, place)
        assert page.locator("button[data-open]").locator("visible=true").count() == 0, place
        links = page.locator("a[data-open]").locator("visible=true").all()
        for href in [str(link.get_attribute("href")) for link in links]:
            page.goto(urljoin(page.url, href))
            expect(page.locator("#" + href.partition("#")[2])).to_be_visible()
            followed += 1
        page.close()
    assert followed, "no page leads to a dialog: nothing was looked at"
