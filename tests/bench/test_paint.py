"""Largest paint of each page on a slowed browser: processor four times slower, 10 Mbit/s, 40 ms there and back.

Prints milliseconds and the ratio to the plainest page of the product, measured in the same run. Asserts nothing
about time: read the table.
"""

from statistics import median

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.looks.conftest import world  # noqa: F401  the same world
from tests.looks.shots import settle
from tests.looks.world import World

pytestmark = [pytest.mark.bench]

BASELINE = "/account/login/"
TRIES = 3
PAINTS = """
window.coePaint = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.coePaint = Math.max(window.coePaint, entry.startTime);
}).observe({type: 'largest-contentful-paint', buffered: true});
"""


def painted(context: BrowserContext, url: str) -> float:
    """Milliseconds from the request to the largest paint; the middle of three visits with nothing cached."""
    times = []
    for _try in range(TRIES):
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        speed = 10_000_000 / 8
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 40, "downloadThroughput": speed, "uploadThroughput": speed},
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(url)
        settle(page)
        times.append(page.evaluate("window.coePaint"))
        page.close()
    return median(times)


def test_largest_paint(world: World, browser: Browser) -> None:  # noqa: F811  pytest hands it in by this name
    world.everybody_reads("en", "light")
    nobody = world.context(browser, "", width=390, language="en", theme="light")
    nobody.add_init_script(PAINTS)
    baseline = painted(nobody, world.url + BASELINE)
    contexts = {who: world.context(browser, who, width=390, language="en", theme="light") for who in world.cookies}
    for context in contexts.values():
        context.add_init_script(PAINTS)
    rows = [(painted(contexts[page.who], world.url + page.path), page.name) for page in world.filled]
    print(f"\nlargest paint, slowed browser; sign-in page {baseline:.0f} ms")
    for milliseconds, name in sorted(rows, reverse=True):
        print(f"{milliseconds:7.0f} ms  x{milliseconds / max(baseline, 1):.2f}  {name}")
    assert all(milliseconds > 0 for milliseconds, _name in rows)
