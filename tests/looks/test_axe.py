"""WCAG 2.2 AA by axe: no violation on any page, filled, empty or refused, in any theme or language, wide or narrow."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.looks.shots import LANGUAGES, THEMES, WIDTHS, Shot, tour
from tests.looks.world import World

pytestmark = [pytest.mark.looks]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# What opens: menus, cards, dialogs, drawers. Shown one at a time, as a press would.
OPENED = """(id) => {
  const one = document.getElementById(id);
  one.style.zIndex = 9999;  // axe knows no top layer, and takes what stands below for above
  if (one.matches('dialog')) one.showModal(); else one.showPopover();
  return one.checkVisibility();
}"""
CLOSED = """(id) => {
  const one = document.getElementById(id);
  if (one.matches('dialog')) one.close(); else one.hidePopover();
}"""
STILL = "() => Promise.allSettled(document.getAnimations().map(one => one.finished))"
THERE = "() => [...document.querySelectorAll('dialog[id]:not([open]), [popover][id]')].map(one => one.id)"


def opened(axe: Axe, page: Page, known: set[str]) -> Iterator[tuple[str, Any]]:
    """Violations within each thing of the page that opens and was not met before, by its id."""
    for name in page.evaluate(THERE):
        if name in known or not page.evaluate(OPENED, name):
            continue
        known.add(name)
        page.evaluate(STILL)
        for one in axe.run(page, context={"include": [f"#{name}"]}, options=RULES).response["violations"]:
            yield name, one
        page.evaluate(CLOSED, name)


class Seen:
    """What axe says of the pages that it is shown."""

    def __init__(self) -> None:
        self.axe = Axe()
        self.kinds: dict[str, list[str]] = defaultdict(list)
        self.pages = 0
        self.things: dict[int, set[str]] = defaultdict(set)

    def look(self, shot: Shot, page: Page) -> None:
        self.pages += 1
        place = f"{shot.name}/{shot.state}/{shot.theme}/{shot.language}/{shot.width}"
        for one in self.axe.run(page, options=RULES).response["violations"]:
            self._note(one, place)
        for name, one in opened(self.axe, page, self.things[shot.width]):
            self._note(one, f"{place}#{name}")

    def _note(self, one: Any, place: str) -> None:
        first = one["nodes"][0]
        self.kinds[f"{one['id']}: {first['html'][:160]} {first.get('failureSummary', '')[:160]}"].append(place)

    def told(self) -> str:
        return "\n".join(f"{what} ({len(where)}: {', '.join(where[:6])})" for what, where in self.kinds.items())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_violations(world: World, browser: Browser, theme: str, language: str) -> None:
    seen = Seen()
    for shot, page in tour(world, browser, theme, language):
        seen.look(shot, page)
    print(f"\n{language} {theme}: {seen.pages} pages and states, {len(seen.things[1440])} things opened\n{seen.told()}")
    assert seen.pages > 100
    assert len(seen.things[1440]) > 20
    assert seen.told() == ""


@pytest.mark.e2e
def test_no_violations_on_every_second_page_in_one_of_the_looks(world: World, browser: Browser) -> None:
    """What the browser tests hold at all times, in minutes: pages light or dark, English or Chinese, wide or narrow in turn."""
    seen = Seen()
    looks = list(product(THEMES, LANGUAGES, WIDTHS))
    for number, (theme, language, width) in enumerate(looks):
        part = slice(number, None, 2 * len(looks))
        for shot, page in tour(world, browser, theme, language, widths=[width], part=part):
            seen.look(shot, page)
    assert seen.pages > 100
    assert seen.told() == ""
