"""How heavy pages are, whether they jump while loading, and whether long words break them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.looks.shots import settle
from tests.looks.world import World

pytestmark = [pytest.mark.looks]

MOST_BYTES = 250_000
# Full calendars and charts are drawn by libraries that weigh more; they load after the page shows.
DRAWN = re.compile(r"/(calendar|charts)-[^/]+\.js")

SHIFTS = """
window.coeShift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.coeShift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""


def weigh(page: Page, url: str) -> tuple[int, bool]:
    """Compressed bytes of script and style that came for one page, nothing cached; whether a library draws on it."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    urls: list[str] = []
    sizes: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]
        urls.append(event["response"]["url"])

    def loaded(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", loaded)
    page.goto(url)
    settle(page)
    session.detach()
    size = sum(size for request, size in sizes.items() if kinds.get(request) in ("Script", "Stylesheet"))
    return size, any(DRAWN.search(one) for one in urls)


def test_no_page_is_heavy_and_none_jumps(world: World, browser: Browser) -> None:
    world.everybody_reads("en", "light")
    heavy, jumping, weights = {}, {}, {}
    contexts = {who: world.context(browser, who, width=1440, language="en", theme="light") for who in world.cookies}
    for context in contexts.values():
        context.add_init_script(SHIFTS)
    for address in world.filled:
        page = contexts[address.who].new_page()
        weights[address.name], drawn = weigh(page, world.url + address.path)
        if weights[address.name] > MOST_BYTES and not drawn:
            heavy[address.name] = weights[address.name]
        # 0.1 is what the field calls good; the pages are held to far less.
        if (shift := page.evaluate("window.coeShift")) > 0.02:
            jumping[address.name] = round(shift, 3)
        page.close()
    for context in contexts.values():
        context.close()
    for name, size in sorted(weights.items(), key=lambda row: -row[1])[:8]:
        print(f"{size / 1000:8.1f} kB  {name}")
    assert heavy == {}
    assert jumping == {}
