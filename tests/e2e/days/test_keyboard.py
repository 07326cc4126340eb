"""The main job with both hands on the keys: no mouse, no finger, and one always sees where one is."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from coe.demo.people import PASSWORD
from coe.demo.steps import GROUP
from coe.outbox.tasks import drain
from coe.tenancy.context import inside
from governance.approvals.models import Answer, Request
from governance.approvals.tasks import look
from publishing.content.models import Post
from publishing.delivery.models import Delivery
from tests.e2e import stage
from tests.e2e.days.town import Town, watched

pytestmark = pytest.mark.e2e
ZONE = ZoneInfo("Europe/Zurich")
TITLE = "The key under the mat"

# How the thing with the focus looks, and how it looks without: something of it, or of the box drawn around it, differs.
SHOWN = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return 'the focus is lost';
  if (one.matches('main, dialog, [tabindex="-1"]')) return '';
  // The parts of a date have the focus one by one; taking it away and giving it back would begin with the first again.
  if (one.matches('[type=date], [type=datetime-local], [type=time]')) {
    const how = getComputedStyle(one);
    return how.boxShadow !== 'none' ? '' : `nothing shows the focus on ${one.name}`;
  }
  const around = [];
  for (let at = one; at && at !== document.body && around.length < 5; at = at.parentElement) around.push(at);
  const looks = () => around.map(at => {
    const how = getComputedStyle(at);
    return [how.outlineStyle, how.outlineColor, how.boxShadow, how.borderColor, how.backgroundColor, how.textDecoration].join();
  }).join('|');
  const focused = looks();
  one.blur();
  const without = looks();
  one.focus({ preventScroll: true, focusVisible: true });
  const box = one.getBoundingClientRect();
  if (focused === without) return `nothing shows the focus on ${one.outerHTML.slice(0, 120)}`;
  if (box.bottom <= 0 || box.top >= innerHeight) return `out of sight: ${one.outerHTML.slice(0, 120)}`;
  return '';
}"""


class Hands:
    """Keys on one page; each is counted, and after each the focus must be somewhere one sees."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def tab_to(self, selector: str, *, most: int = 60, back: bool = False) -> None:
        """Tab by tab to what `selector` names; every stop on the way shows itself."""
        for _stop in range(most):
            self.press("Shift+Tab" if back else "Tab")
            self.seen()
            if self.page.evaluate("css => document.activeElement?.matches(css) ?? false", selector):
                return
        raise AssertionError(f"{selector} is not reached by {most} tabs")

    def seen(self) -> None:
        said = self.page.evaluate(SHOWN)
        assert not said, f"{self.page.url}: {said}"

    def is_on(self, selector: str) -> bool:
        return bool(self.page.evaluate("css => document.activeElement?.matches(css) ?? false", selector))


@pytest.fixture
def sit(town: Town, visit: Callable[..., Page]) -> Callable[[str], Hands]:
    def sit_down(who: str) -> Hands:
        """Signs in by the form, with keys alone."""
        person = town.user(who)
        type(person).objects.filter(pk=person.pk).update(language="en", password=stage.stored(PASSWORD))
        page = visit()
        page.watched = watched(page)  # type: ignore[attr-defined]
        page.goto(f"{town.url}/account/login/")
        hands = Hands(page)
        if not hands.is_on("input[name=login]"):
            hands.tab_to("input[name=login]")
        hands.write(f"{who}@{GROUP}.example")
        hands.tab_to("input[name=password]")
        hands.write(PASSWORD)
        hands.press("Enter")
        page.wait_for_url("**/o/**")
        return hands

    return sit_down


def test_the_main_job_by_keys_alone(town: Town, sit: Callable[[str], Hands]) -> None:
    began = time.monotonic()
    cem = sit("cem")
    address = write_and_send(cem)
    writing = time.monotonic() - began

    began = time.monotonic()
    mina = sit("mina")
    approve(mina)
    print(
        f"\nmain job by a script at the keys: {cem.keys} keys in {writing:.0f} s to write and send, "
        f"{mina.keys} in {time.monotonic() - began:.0f} s to approve"
    )

    # The answer could be taken back for ten seconds; after that it counts, as the clock of the workers would find.
    with inside(town.org.pk):
        post = Post.objects.get(title=TITLE)
        request = Request.objects.get(subject_id=post.pk)
        counts = Answer.objects.get(request=request).counts_at
    time.sleep(max(0.0, (counts - datetime.now(UTC)).total_seconds()) + 0.2)
    look(org_id=str(town.org.pk), request_id=str(request.pk))
    drain(org_id=str(town.org.pk))
    with inside(town.org.pk):
        request.refresh_from_db()
        assert request.state == "approved"
        assert {one.state for one in Delivery.objects.filter(version__post=post)} == {"waiting"}

    cem.page.goto(address)
    story = cem.page.locator("main").inner_text()
    for words in ("Cem Roth", "Mina Koller", "Scheduled"):
        assert words in story
    assert cem.page.watched == []  # type: ignore[attr-defined]
    assert mina.page.watched == []  # type: ignore[attr-defined]


def write_and_send(cem: Hands) -> str:
    page = cem.page
    cem.press("n")
    page.wait_for_url("**/posts/new/")
    # The first stop skips what every page has.
    cem.press("Tab")
    assert cem.is_on(".skip")
    cem.seen()
    cem.press("Enter")
    assert cem.is_on("#main")
    cem.tab_to("#channels input[type=checkbox]")
    while "newsroom" not in page.evaluate("document.activeElement.closest('label').innerText").lower():
        cem.press("Tab")
        cem.seen()
    cem.press("Space")
    expect(page.locator("#channels input:checked")).to_have_count(1)
    assert not page.evaluate("document.activeElement === document.body"), "ticking a channel loses the focus"
    cem.tab_to("#id_title")
    cem.write(TITLE)
    cem.tab_to("#id_text")
    cem.write("The key lies under the mat; the stove is lit.")
    cem.tab_to("input[name=slot_0]")
    slot = datetime.now(ZONE) + timedelta(days=4)
    cem.write(slot.strftime("%m%d%Y"))
    cem.press("Tab")
    cem.write(slot.strftime("%I%M%p"))
    send = page.locator("button[value=send]")
    expect(send).to_be_enabled(timeout=20_000)
    expect(send).to_contain_text("1", timeout=20_000)
    cem.tab_to("button[value=send]")
    cem.press("Enter")
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/(#main)?$"))
    return page.url.split("#")[0]


def approve(mina: Hands) -> None:
    page = mina.page
    mina.press("g", "a")
    page.wait_for_url("**/approvals/")
    title = page.locator("#approval-view .view-title h2")
    for _step in range(30):
        if title.inner_text() == TITLE:
            break
        before = title.inner_text()
        mina.press("j")
        expect(title).not_to_have_text(before)
    expect(title).to_have_text(TITLE)

    # A window over the page keeps the focus inside, and gives it back where it was.
    mina.tab_to(".act-c")
    mina.press("Enter")
    dialog = page.locator("dialog#changes")
    expect(dialog).to_be_visible()
    for _stop in range(12):
        mina.press("Tab")
        outside = page.evaluate(
            "document.activeElement !== document.body && !document.activeElement.closest('dialog[open]')"
        )
        assert not outside, "a dialog keeps the focus"
    mina.press("Escape")
    expect(dialog).not_to_be_visible()
    assert mina.is_on(".act-c"), "closing a dialog goes back to what opened it"
    mina.seen()

    mina.press("a")
    expect(page.locator("#toasts")).to_contain_text(f"Approved “{TITLE}”")
    expect(page.locator("#live")).to_contain_text("left.")
    assert not page.evaluate("document.activeElement === document.body"), "an answer loses the focus"


def test_lists_menus_and_windows_by_keys(town: Town, sit: Callable[[str], Hands]) -> None:
    clara = sit("clara")
    page = clara.page
    clara.press("g", "p")
    page.wait_for_url("**/posts/**")
    clara.press("j", "j", "k")
    assert clara.is_on("table.grid .row-link")
    clara.seen()
    # A menu opens, is walked by arrows, and Escape goes back to its button.
    clara.tab_to("[popovertarget]", back=True, most=80)
    opener: Any = page.evaluate_handle("document.activeElement")
    clara.press("Enter")
    expect(page.locator("[popover]:popover-open")).to_have_count(1)
    clara.press("Escape")
    expect(page.locator("[popover]:popover-open")).to_have_count(0)
    assert opener.evaluate("one => one === document.activeElement")
    clara.press("?")
    expect(page.locator("#keys")).to_be_visible()
    clara.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    assert opener.evaluate("one => one === document.activeElement"), "the list of keys gives the focus back"
    clara.press("g", "r")
    page.wait_for_url("**/results/")
    clara.tab_to("a[data-why]", most=80)
    number: Any = page.evaluate_handle("document.activeElement")
    clara.press("Enter")
    expect(page.locator("[data-why-card]:popover-open")).to_be_focused()
    clara.press("Escape")
    assert number.evaluate("one => one === document.activeElement")
    assert page.watched == []  # type: ignore[attr-defined]
