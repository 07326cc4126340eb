"""Choosing a part of a picture by dragging and by typing, and the previews as a sheet on a phone."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from coe.tenancy.context import inside
from publishing.connections.models import Channel
from publishing.content.models import Version
from tests.e2e import stage
from tests.factories.cast import Cast

pytestmark = pytest.mark.e2e


def lake() -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (400, 200), "teal").save(out, "JPEG")
    return {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_crop_and_the_sheet(pages: tuple[stage.Product, Cast], visit: Callable[..., Page]) -> None:
    product, cast = pages
    with inside(cast.north.id):
        for network in ("bluesky", "mastodon"):
            made = Channel.objects.create(
                org=cast.north.organisation, brand=cast.north.brands["harbour"], network=network, handle=f"h.{network}"
            )
            Channel.objects.filter(pk=made.pk).update(state="connected")
    page = visit(390, 844)
    stage.sign_in(page, product.url, cast.north.cal)
    page.goto(f"{product.url}{cast.north.url('posts/new/')}")
    for box in page.locator("[name=channel]").all():
        box.check()
    page.locator("#id_text").fill("The lake is open.")
    page.locator("#id_slot_0").fill((timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00"))
    page.locator("[data-pictures]").set_input_files(lake())
    expect(page.locator("[data-picture]")).to_have_count(1)

    # The sheet: a tab for each channel, arrows between them, Esc closes, and focus is where it was.
    look = page.locator("[data-sheet]")
    look.click()
    sheet = page.locator("dialog.sheet")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_role("tab")).to_have_count(2)
    expect(sheet.locator("figure:visible")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(sheet.get_by_role("tab").nth(1)).to_have_attribute("aria-selected", "true")
    expect(sheet.locator("figure:visible .shot-md")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(look).to_be_focused()
    look.click()
    sheet.locator("[data-close]").click()
    expect(sheet).to_be_hidden()

    # The crop: a shape, then numbers by key, then a corner by hand.
    page.locator("[name=act][value^='crop:']").click()
    form = page.locator("form[data-crop]")
    expect(form.locator(".crop-handle")).to_have_count(4)
    form.get_by_text("Square").click()
    expect(form.locator("[name=x]")).to_have_value("100")
    expect(form.locator("[name=width]")).to_have_value("200")
    form.locator("[name=width]").fill("100")
    form.locator("[name=width]").press("Tab")
    expect(form.locator("[name=height]")).to_have_value("100")
    corner = form.locator("[data-corner=se]").bounding_box()
    assert corner is not None
    middle = corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1] + 10, steps=4)
    page.mouse.up()
    width = int(form.locator("[name=width]").input_value())
    assert 100 < width <= 200
    expect(form.locator("[name=height]")).to_have_value(str(width))
    form.locator("[name=channel]").nth(1).uncheck()
    form.get_by_role("button", name="Save this crop").click()
    page.wait_for_url("**/edit/*")
    with inside(cast.north.id):
        kept = {one.channel.network: list(one.crops.values()) for one in Version.objects.select_related("channel")}
    assert [cut["box"]["width"] for cut in kept["bluesky"]] == [width]
    assert kept["mastodon"] == []
    assert page.trouble == []  # type: ignore[attr-defined]
