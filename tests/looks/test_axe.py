"""WCAG 2.2 AA by axe: no violation on any page, filled, empty or refused, in any theme or language, wide or narrow."""

from collections import defaultdict

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.looks.shots import LANGUAGES, THEMES, tour
from tests.looks.world import World

pytestmark = [pytest.mark.looks]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_violations(world: World, browser: Browser, theme: str, language: str) -> None:
    axe, found, seen = Axe(), defaultdict(list), 0
    for shot, page in tour(world, browser, theme, language):
        seen += 1
        for one in axe.run(page, options=RULES).response["violations"]:
            first = one["nodes"][0]
            found[f"{one['id']}: {first['html'][:160]} {first.get('failureSummary', '')[:160]}"].append(
                f"{shot.name}/{shot.state}/{shot.width}"
            )
    assert seen > 100
    said = "\n".join(f"{what} ({len(where)}: {', '.join(where[:6])})" for what, where in found.items())
    print(f"\n{language} {theme}: {seen} pages and states, {len(found)} kinds of violation\n{said}")
    assert said == ""
