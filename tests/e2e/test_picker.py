"""Dates and times by our own picker: with the keyboard, with the mouse, and not where fingers have a better one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import stage
from tests.factories.cast import Cast

pytestmark = pytest.mark.e2e
FIELD = "input[name=slot_0]"


def composer(visit: Callable[..., Page], product: Any, cast: Cast, **options: Any) -> Page:
    page = visit(**options)
    stage.sign_in(page, product.url, cast.north.cal)
    page.goto(f"{product.url}{cast.north.url('posts/new/')}")
    return page


def test_a_slot_is_chosen_by_keyboard_and_by_mouse(pages: tuple[Any, Cast], visit: Callable[..., Page]) -> None:
    product, cast = pages
    page = composer(visit, product, cast)
    page.locator(FIELD).fill("2026-11-26T10:00")
    opener = page.locator(f"{FIELD} ~ .picker-open")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Choose day and time")
    expect(dialog.get_by_role("heading")).to_have_text("November 2026")
    expect(page.locator("td:focus")).to_have_attribute("aria-label", "Thursday, 26 November 2026")
    for key, day in (
        ("ArrowRight", "2026-11-27"), ("ArrowDown", "2026-12-04"), ("Home", "2026-11-30"), ("End", "2026-12-06"),
        ("PageDown", "2027-01-06"), ("PageUp", "2026-12-06"), ("Shift+PageDown", "2027-12-06"),
        ("Shift+PageUp", "2026-12-06"), ("ArrowLeft", "2026-12-05"), ("ArrowUp", "2026-11-28"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert page.locator("td:focus").get_attribute("data-day") == day, key
    assert page.locator(FIELD).input_value() == "2026-11-26T10:00"  # walking chooses nothing
    page.keyboard.press("Enter")
    page.keyboard.type("930")
    page.keyboard.press("Enter")
    assert page.locator(FIELD).input_value() == "2026-11-28T09:30"
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page.locator(f"{FIELD} ~ .picker-face")).to_have_text("Sat, 28 Nov 2026, 09:30")
    # By mouse, and Escape leaves it as it is.
    opener.click()
    dialog.get_by_role("option", name="17:45").click()
    assert page.locator(FIELD).input_value() == "2026-11-28T17:45"
    opener.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.locator(FIELD).input_value() == "2026-11-28T17:45"
    assert page.trouble == []  # type: ignore[attr-defined]


def test_times_are_said_and_understood_by_the_readers_clock(
    pages: tuple[Any, Cast], visit: Callable[..., Page]
) -> None:
    """Whoever chose a clock of twelve hours has times said so in the picker as on the page; what is sent is the same."""
    product, cast = pages
    type(cast.north.cal.user).objects.filter(pk=cast.north.cal.user.pk).update(clock="12")
    page = composer(visit, product, cast)
    page.locator(FIELD).fill("2026-11-26T14:30")
    expect(page.locator(f"{FIELD} ~ .picker-face")).to_have_text(re.compile("2:30.pm"))
    opener = page.locator(f"{FIELD} ~ .picker-open")
    opener.click()
    dialog = page.get_by_role("dialog", name="Choose day and time")
    typed = dialog.get_by_role("textbox")
    expect(typed).to_have_value(re.compile("^2:30.pm$"))
    expect(dialog.get_by_role("option", selected=True)).to_have_text(re.compile("^2:30.pm$"))
    dialog.locator("[data-time='17:45']").click()
    assert page.locator(FIELD).input_value() == "2026-11-26T17:45"
    opener.click()
    for said, meant in (
        ("9:15 pm", "21:15"), ("12 am", "00:00"), ("12:05 p.m.", "12:05"), ("7p", "19:00"), ("16:40", "16:40"),
        ("下午3:20", "15:20"), ("9", "09:00"),
    ):  # fmt: skip
        typed.fill(said)
        assert page.locator(FIELD).input_value() == f"2026-11-26T{meant}", said
    for nonsense in ("13 am", "0 pm", "25:00", "9 xm"):
        typed.fill(nonsense)
        expect(typed).to_have_attribute("aria-invalid", "true")
    assert page.locator(FIELD).input_value() == "2026-11-26T09:00"
    assert page.trouble == []  # type: ignore[attr-defined]


def test_fingers_keep_the_picker_of_their_phone(pages: tuple[Any, Cast], visit: Callable[..., Page]) -> None:
    product, cast = pages
    page = composer(visit, product, cast, width=390, height=844, has_touch=True, is_mobile=True)
    expect(page.locator(FIELD)).to_have_attribute("type", "datetime-local")
    assert page.locator(".picker-open").count() == 0
