"""Magnified four times, in colours somebody else chose, without motion, and charts for who does not see them."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from coe.tenancy.context import inside
from governance.approvals.models import Request
from publishing.content.models import Post
from tests.e2e.days.town import WIDER, Town, watched

pytestmark = pytest.mark.e2e

# 1280 × 1024 at 400 %.
WIDE, HIGH = 320, 256

# (who, place). The pages of the rail, and those where the main job is done.
PAGES = (
    ("clara", ""), ("clara", "calendar/"), ("clara", "posts/"), ("clara", "library/"), ("clara", "results/"),
    ("clara", "listening/mentions/"), ("clara", "governance/"), ("clara", "settings/"), ("clara", "audit/"),
    ("mina", "approvals/"), ("mina", "approvals/one/"), ("mina", "posts/one/"), ("cem", "posts/new/"),
    ("iris", "members/one/rights/"),
)  # fmt: skip

# Bars that stay while the page moves: which part of the height they take, in the middle of the page.
BARS = """() => {
  scrollTo(0, document.documentElement.scrollHeight / 2);
  const rows = new Set();
  for (const one of document.querySelectorAll('body *')) {
    const how = getComputedStyle(one).position;
    if (how !== 'fixed' && how !== 'sticky' || !one.checkVisibility({ visibilityProperty: true })) continue;
    const box = one.getBoundingClientRect();
    const stays = how === 'fixed' || Math.abs(box.top) < 1 || Math.abs(box.bottom - innerHeight) < 1;
    if (!stays || box.width < innerWidth / 2) continue;
    for (let row = Math.max(0, Math.round(box.top)); row < Math.min(innerHeight, box.bottom); row += 1) rows.add(row);
  }
  return rows.size / innerHeight;
}"""

# What can be focused and, once it is, lies wholly under something else or outside the window.
COVERED = """() => {
  const found = [];
  const all = document.querySelectorAll('main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)');
  for (const one of all) {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || one.closest('[inert]')) continue;
    one.focus();
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const seen = [.1, .5, .9].some(x => [.1, .5, .9].some(y => {
      const at = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return at && (one.contains(at) || at.contains(one) && !at.matches('main, body, html') || at.closest('label')?.contains(one));
    }));
    if (!seen) found.push(`${one.tagName}.${one.className} ${one.innerText ?? ''}`.slice(0, 80));
  }
  return found.slice(0, 6);
}"""

MOVING = """() => {
  const long = [];
  for (const one of document.querySelectorAll('*')) for (const part of ['', '::before', '::after']) {
    const how = getComputedStyle(one, part);
    const most = text => Math.max(...text.split(',').map(parseFloat));
    const moves = how.animationName !== 'none' && most(how.animationDuration) > .01;
    if (moves || most(how.transitionDuration) > .01 || how.scrollBehavior === 'smooth')
      long.push(`${one.tagName}.${one.className?.baseVal ?? one.className}${part}`);
  }
  return [...new Set(long)].slice(0, 8);
}"""

# What has the focus shows it: by itself, or by the box drawn around it.
OUTLINED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return 'nothing has the focus';
  for (let at = one, steps = 0; at && steps < 3; at = at.parentElement, steps += 1) {
    const how = getComputedStyle(at);
    if (how.outlineStyle !== 'none' && parseFloat(how.outlineWidth) >= 1) return '';
    if (at !== one && !at.matches(':focus-within')) break;
  }
  return `${one.tagName}.${one.className} ${one.name ?? ''}`;
}"""


@pytest.fixture
def spot(town: Town, browser: Browser) -> Iterator[object]:
    """`spot(who, place, **how the browser is set)` is that page, with what goes wrong on `.trouble`."""
    contexts: dict[str, BrowserContext] = {}

    def open_page(who: str, place: str, **options: object) -> Page:
        if who not in contexts:
            contexts[who] = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[arg-type]
            town.enter(contexts[who], who)
        page = contexts[who].new_page()
        page.trouble = watched(page)  # type: ignore[attr-defined]
        page.goto(town.path(place.replace("one", one(town, place)) if "one" in place else place))
        page.wait_for_load_state("load")
        return page

    yield open_page
    for context in contexts.values():
        context.close()


def one(town: Town, place: str) -> str:
    """An id for a page of one thing."""
    with inside(town.org.pk):
        if place.startswith("approvals"):
            mina = town.user("mina")
            mine = Request.objects.filter(state="open", steps__approvers__member__user=mina).first()
            return str((mine or Request.objects.filter(state="open").earliest("decide_by")).pk)
        if place.startswith("members"):
            from coe.tenancy.models import Member

            return str(Member.objects.get(user=town.user("cem")).pk)
        return str(Post.objects.filter(brand__slug="nordhang", language="en").earliest("slot").pk)


def test_nothing_is_lost_at_four_times_the_size(spot: object) -> None:
    found = []
    for who, place in PAGES:
        page = spot(who, place, viewport={"width": WIDE, "height": HIGH}, reduced_motion="reduce")  # type: ignore[operator]
        if wide := page.evaluate(WIDER):
            found.append(f"{place}: scrolls both ways: {wide}")
        if (bars := page.evaluate(BARS)) > 1 / 3:
            found.append(f"{place}: bars take {bars:.0%} of the height")
        if covered := page.evaluate(COVERED):
            found.append(f"{place}: covered when reached: {covered}")
        assert page.trouble == []
        page.close()
    assert "\n".join(found) == ""


FORCED = (
    ("mina", "approvals/"),
    ("clara", "results/"),
    ("cem", "posts/new/"),
    ("clara", "posts/"),
    ("clara", "calendar/"),
)


def test_states_tell_apart_in_forced_colours(spot: object) -> None:
    found = []
    for who, place in FORCED:
        page = spot(who, place, forced_colors="active")  # type: ignore[operator]
        for _stop in range(25):
            page.keyboard.press("Tab")
            if unseen := page.evaluate(OUTLINED):
                found.append(f"{place}: focus does not show on {unseen}")
        found += [f"{place}: {said}" for said in toggles(page)]
        for mark in (".clock", ".ring", ".spark", "[data-chart]"):
            for drawn in page.locator(f"main {mark}").locator("visible=true").all()[:2]:
                if not contrasts(drawn):
                    found.append(f"{place}: {mark} cannot be seen")
        if wordless := page.locator("main :is(.chip, .state)").evaluate_all(WORDLESS):
            found.append(f"{place}: {wordless} states without a word")
        assert page.trouble == []
        page.close()
    assert "\n".join(sorted(set(found))) == ""


# An icon alone says a state only beside its word.
WORDLESS = """all => all.filter(one => one.checkVisibility() && !one.innerText.trim()
  && !one.querySelector('.sr, [aria-label], title') && !one.parentElement.innerText.trim()).length"""

TOGGLES = {
    ".rail-link[aria-current]": "aria-current",
    ".seg > [aria-current]": "aria-current",
    ".seg > [aria-pressed=true]": "aria-pressed",
    "[role=tab][aria-selected=true]": "aria-selected",
    ".queue-list .q[aria-current]": "aria-current",
}


def toggles(page: Page) -> list[str]:
    """What looks the same on and off."""
    same = []
    for selector, attribute in TOGGLES.items():
        found = page.locator(selector).locator("visible=true")
        if found.count():
            there = found.first.element_handle()
            before = there.screenshot()
            there.evaluate(f"one => one.removeAttribute('{attribute}')")
            if not differ(before, there.screenshot()):
                same.append(selector)
    for box in page.locator("main :is(.check, .radio, .switch input)").locator("visible=true").all()[:3]:
        before = box.screenshot()
        box.evaluate("one => { one.checked = !one.checked; one.blur(); }")
        if not differ(before, box.screenshot()):
            same.append("a box that is ticked")
    return same


def differ(before: bytes, after: bytes) -> bool:
    return ImageChops.difference(picture(before), picture(after)).getbbox() is not None


def picture(shot: bytes) -> Image.Image:
    return Image.open(BytesIO(shot)).convert("L")


def contrasts(drawn: Locator) -> bool:
    """Whether something in it stands out from its ground by 3 to 1."""
    darkest, brightest = picture(drawn.screenshot()).getextrema()
    dark, bright = (((value / 255) ** 2.2) for value in (darkest, brightest))
    return bool((bright + 0.05) / (dark + 0.05) >= 3)


def test_nothing_moves_for_who_asked_for_that(spot: object) -> None:
    found = []
    for who, place in (("mina", "approvals/"), ("clara", "results/"), ("cem", "posts/new/"), ("clara", "calendar/")):
        page = spot(who, place, reduced_motion="reduce")  # type: ignore[operator]
        found += [f"{place}: {one}" for one in page.evaluate(MOVING)]
        assert page.evaluate("document.getAnimations().length") == 0
        page.close()
    assert "\n".join(found) == ""


# A drawing has a name that says what it shows, or stands beside the same in words and is passed over.
UNSAID = """() => [...document.querySelectorAll('main :is([data-chart], svg.spark, canvas)')]
  .filter(one => !one.parentElement.closest('[role=img]'))
  .filter(one => one.getAttribute('aria-hidden') !== 'true' &&
                 !(one.getAttribute('role') === 'img' && (one.getAttribute('aria-label') ?? '').trim().length > 12))
  .map(one => one.outerHTML.slice(0, 120))"""
SILENT = """() => [...document.querySelectorAll('main svg.spark[aria-hidden=true]')]
  .filter(one => !/\\d/.test(one.closest('tr, article, li, figure')?.innerText ?? '')).length"""


def test_charts_are_said_and_have_a_table(spot: object) -> None:
    for place in ("results/", "results/metrics/clicks/"):
        page = spot("clara", place)  # type: ignore[operator]
        drawn = page.locator("main :is([data-chart], svg.spark)")
        assert drawn.count(), place
        assert page.evaluate(UNSAID) == [], place
        assert page.evaluate(SILENT) == 0, place
        if not page.locator("main table").count():
            page.locator("main a[href*='tables=1']").first.click()
            page.wait_for_load_state()
        assert page.locator("main table").count(), place
        page.goto(page.url.split("?")[0] + "?tables=1") if place == "results/" else None
        assert page.locator("main table tbody tr").count() > 5, place
        page.close()
