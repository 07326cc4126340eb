"""Tables on a phone: their heads are out of sight, and come into it for whoever goes through them with a keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.coe_lists.test_lists import write
from tests.e2e import stage
from tests.factories.cast import Cast

pytestmark = pytest.mark.e2e


def test_heads_of_a_folded_table_are_seen_while_a_key_stands_in_them(
    pages: tuple[Any, Cast], visit: Callable[..., Page]
) -> None:
    product, cast = pages
    write(cast.north, "Lake", "Harbour")
    page = visit(390, 844)
    stage.sign_in(page, product.url, cast.north.cal)
    page.goto(f"{product.url}{cast.north.url('posts/')}")
    heads, sort = page.locator(".grid thead"), page.locator(".grid thead a[href*=sort]")
    assert sort.count() > 1

    def height() -> float:
        box = heads.bounding_box()
        assert box
        return box["height"]

    assert height() == 1, "for ears only"
    for _press in range(60):
        page.keyboard.press("Tab")
        if heads.locator("a:focus").count():
            break
    focused = heads.locator("a:focus")
    expect(focused).to_be_in_viewport(ratio=1)
    assert height() > 24
    assert heads.evaluate("head => getComputedStyle(head).clipPath") == "none"
    box, wide = focused.bounding_box(), page.evaluate("document.documentElement.scrollWidth")
    assert box and box["width"] > 24 and box["height"] > 12
    assert wide == 390, "nothing is pushed off the side"
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    assert height() == 1
