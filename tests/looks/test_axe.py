"""WCAG 2.2 AA by axe: no violation on any page, filled, empty or refused, in any theme or language, wide or narrow."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.looks.shots import LANGUAGES, THEMES, tour
from tests.looks.world import World

pytestmark = [pytest.mark.looks]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# What opens: menus, cards, dialogs, drawers. Shown one at a time, as a press would.
OPENED = """(id) => {
  const one = document.getElementById(id);
  if (one.matches('dialog')) one.showModal(); else one.showPopover();
  return one.checkVisibility();
}"""
CLOSED = """(id) => {
  const one = document.getElementById(id);
  if (one.matches('dialog')) one.close(); else one.hidePopover();
}"""
THERE = "() => [...document.querySelectorAll('dialog[id]:not([open]), [popover][id]')].map(one => one.id)"


def opened(axe: Axe, page: Page, known: set[str]) -> Iterator[tuple[str, Any]]:
    """Violations within each thing of the page that opens and was not met before, by its id."""
    for name in page.evaluate(THERE):
        if name in known or not page.evaluate(OPENED, name):
            continue
        known.add(name)
        page.wait_for_timeout(100)
        for one in axe.run(page, context={"include": [f"#{name}"]}, options=RULES).response["violations"]:
            yield name, one
        page.evaluate(CLOSED, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_violations(world: World, browser: Browser, theme: str, language: str) -> None:
    axe, found, seen = Axe(), defaultdict(list), 0
    known: dict[int, set[str]] = defaultdict(set)

    def note(one: Any, where: str) -> None:
        first = one["nodes"][0]
        found[f"{one['id']}: {first['html'][:160]} {first.get('failureSummary', '')[:160]}"].append(where)

    for shot, page in tour(world, browser, theme, language):
        seen += 1
        place = f"{shot.name}/{shot.state}/{shot.width}"
        for one in axe.run(page, options=RULES).response["violations"]:
            note(one, place)
        for name, one in opened(axe, page, known[shot.width]):
            note(one, f"{place}#{name}")
    assert seen > 100
    assert len(known[1440]) > 20
    said = "\n".join(f"{what} ({len(where)}: {', '.join(where[:6])})" for what, where in found.items())
    print(
        f"\n{language} {theme}: {seen} pages and states, {len(known[1440])} things opened, {len(found)} kinds\n{said}"
    )
    assert said == ""
