"""By keyboard and together: the search, the keys as they are listed, and two people at one post."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coe.tenancy.context import inside
from publishing.content.models import Post
from tests.e2e import stage
from tests.factories.cast import Cast

pytestmark = pytest.mark.e2e


@pytest.fixture
def post(pages: tuple[stage.Product, Cast]) -> Any:
    north = pages[1].north
    with inside(north.id):
        made = [
            Post.objects.create(
                org=north.organisation, brand=north.brands["harbour"], zone="UTC", author=north.cal.member, title=title
            )
            for title in ("Lake in winter", "雪森溫泉")
        ]
    return made[0]


def test_a_post_is_found_by_keys_alone(
    pages: tuple[stage.Product, Cast], post: Any, visit: Callable[..., Page]
) -> None:
    product, cast = pages
    page = visit()
    stage.sign_in(page, product.url, cast.north.bea)
    page.goto(product.url + cast.north.url("posts/"))
    page.keyboard.press("/")
    page.keyboard.type("winter")
    expect(page.locator("#found mark")).to_have_text(["winter"])
    expect(page.locator("#live")).to_have_text("1 result shown.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/posts/{post.pk}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("温泉")
    expect(page.locator("#found mark")).to_have_text(["溫泉"])
    assert page.trouble == []  # type: ignore[attr-defined]


def test_the_keys_that_are_listed_work_and_can_be_switched_off(
    pages: tuple[stage.Product, Cast], post: Any, visit: Callable[..., Page]
) -> None:
    product, cast = pages
    page = visit()
    stage.sign_in(page, product.url, cast.north.bea)
    page.goto(product.url + cast.north.url("posts/"))
    page.keyboard.press("?")
    rows = page.locator("#keys dl.keys dt")
    listed = [" ".join(rows.nth(one).locator("kbd").all_inner_texts()) for one in range(rows.count())]
    assert {
        "j",
        "k",
        "Enter",
        "x",
        "e",
        "/",
        "n",
        "?",
        "Ctrl+K",
        "g h",
        "g c",
        "g a",
        "g p",
        "g l",
        "g r",
        "g s",
    } <= set(listed)
    page.keyboard.press("n")  # rests under a window
    assert page.url.endswith("/posts/")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 picked")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(re.compile(rf"{cast.north.url()}$"))
    page.goto(product.url + cast.north.url("settings/profile/"))
    page.get_by_label("Switch single keys off").check()
    page.get_by_role("button", name="Save your account").click()
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.keyboard.press("?")
    assert page.url.endswith("/settings/profile/")
    expect(page.locator("#keys")).not_to_be_visible()


def test_two_writers_see_each_other(pages: tuple[stage.Product, Cast], post: Any, visit: Callable[..., Page]) -> None:
    product, cast = pages
    cal, bea = visit(), visit()
    address = product.url + cast.north.url(f"posts/{post.pk}/edit/")
    for page, person in ((cal, cast.north.cal), (bea, cast.north.bea)):
        stage.sign_in(page, product.url, person)
        page.goto(address)
        page.wait_for_timeout(500)
    expect(bea.locator(".here-words")).to_have_text("Cal Creator is writing. You read along.")
    assert bea.locator(".compose-body").evaluate("one => one.inert")
    expect(cal.locator(".here-words")).to_have_text("Bea Brand is here too", timeout=6000)
    bea.get_by_role("button", name="Take over").click()
    expect(bea.locator(".compose-body")).not_to_have_attribute("inert", "")
    expect(cal.locator(".here-words")).to_have_text("Bea Brand is writing. You read along.", timeout=6000)
    bea.goto(product.url + cast.north.url("posts/"))
    expect(cal.locator(".here-words")).to_have_count(0, timeout=6000)
    assert not cal.locator(".compose-body").evaluate("one => one.inert")
