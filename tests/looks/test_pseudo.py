"""Words four tenths longer: nothing is pushed off the page, and no button cuts its words."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import stage
from tests.looks import pseudo
from tests.looks.shots import WIDTHS, settle
from tests.looks.world import World

pytestmark = [pytest.mark.looks]

CUT = """() => [...document.querySelectorAll('button, .btn, h1, h2, th, label, nav a')]
  .filter(one => one.clientWidth > 1 && getComputedStyle(one).overflow !== 'visible'
    && getComputedStyle(one).textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1)
  .map(one => one.textContent.trim().slice(0, 40))"""


def test_words_are_stretched_and_placeholders_kept() -> None:
    assert pseudo.stretched("Save") == "Sàvé~~"
    assert pseudo.stretched("%(count)s posts <b>now</b>") == "%(count)s pöštš <b>ñöw</b>~~~~"


@pytest.mark.parametrize("width", WIDTHS)
def test_long_words_fit(world: World, browser: Browser, tmp_path: Path, width: int) -> None:
    world.everybody_reads("en", "light")
    changed = {
        "DJANGO_SETTINGS_MODULE": "tests.looks.pseudo_settings",
        "COE_PSEUDO_LOCALE": str(pseudo.write(tmp_path)),
    }
    product = stage.start(allow=[], workers=False, changed=changed)
    contexts = {}
    wide, cut, seen = [], {}, 0
    try:
        for address in world.filled:
            if address.who not in contexts:
                context = world.context(
                    browser, address.who, width=width, language="en", theme="light", url=product.url
                )
                contexts[address.who] = context.new_page()
            page = contexts[address.who]
            page.goto(product.url + address.path)
            settle(page)
            seen += "~~" in page.inner_text("body")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                wide.append(address.name)
            if words := page.evaluate(CUT):
                cut[address.name] = words
    finally:
        for page in contexts.values():
            page.context.close()
        product.stop()
    assert seen == len(world.filled)
    assert wide == []
    assert cut == {}
