"""Ten approvals by keyboard and by thumb, and everything an approver does with script off."""

import hashlib
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import Page, expect

from coe.tenancy.context import inside
from governance.approvals.models import Answer, Decision, Request
from publishing.connections.models import Channel
from publishing.content.models import Post
from tests.e2e import stage
from tests.factories.cast import Cast, Org

pytestmark = pytest.mark.e2e
TEN = 10
ZONE = ZoneInfo("Europe/Zurich")


@pytest.fixture
def waiting(pages: tuple[stage.Product, Cast], settings: Any) -> tuple[stage.Product, Org]:
    """Ten posts for three networks, with a described picture each, sent by Cal and waiting for Bea."""
    from django.test import Client

    product, cast = pages
    settings.MEDIA_ROOT = str(product.home / "media")
    north, harbour = cast.north, cast.north.brands["harbour"]
    with inside(north.id):
        channels = [
            Channel.objects.create(org=north.organisation, brand=harbour, network=network, handle=handle)
            for network, handle in [
                ("newsroom", "harbour"),
                ("bluesky", "harbour.example"),
                ("mastodon", "h@s.example"),
            ]
        ]
        Channel.objects.all().update(state="connected")
    author = Client()
    # As it is stored now: it was given a password since.
    author.force_login(type(north.cal.user).objects.get(pk=north.cal.user.pk))
    for number in range(TEN):
        slot = datetime.now(ZONE) + timedelta(hours=6 + number)
        answer = author.post(
            north.url("posts/new/"),
            {
                "brand": str(harbour.pk), "campaign": "", "language": "en", "title": f"Morning {number}",
                "text": f"Morning {number}: the lake is still.\n雪已备好。 #lake", "link_url": "https://shop.example/pass",
                "utm_medium": "social", "utm_content": "", "slot_0": slot.strftime("%Y-%m-%dT%H:%M"),
                "slot_1": ZONE.key, "revision": "0", "channel": [str(one.pk) for one in channels], "act": "keep",
                "pictures": _picture(number),
            },
        )  # fmt: skip
        assert re.search(r"/posts/[0-9a-f-]{36}/", answer["Location"]), answer["Location"]
    with inside(north.id):
        drafts = [(post, post.images.get().asset_id) for post in Post.objects.order_by("slot")]
    assert len(drafts) == TEN
    for post, asset in drafts:
        _send(author, north, post, asset, channels)
    with inside(north.id):
        assert Request.objects.filter(state="open").count() == TEN
    return product, north


def _send(author: Any, north: Org, post: Post, asset: Any, channels: list[Channel]) -> None:
    """Describes the picture and sends the post."""
    assert post.slot
    slot = post.slot.astimezone(ZONE)
    answer = author.post(
        north.url(f"posts/{post.pk}/edit/"),
        {
            "brand": str(post.brand_id), "campaign": "", "language": "en", "title": post.title, "text": post.text,
            "link_url": post.link_url, "utm_medium": "social", "utm_content": "",
            "slot_0": slot.strftime("%Y-%m-%dT%H:%M"), "slot_1": ZONE.key, "revision": str(post.revision),
            "channel": [str(one.pk) for one in channels], "image": str(asset),
            f"alt-{asset}": "The lake in the morning", f"place-{asset}": "1", "act": "send",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert answer["Location"].endswith(f"{post.pk}/"), answer["Location"]


def _picture(number: int) -> SimpleUploadedFile:
    out = BytesIO()
    shade = hashlib.sha256(str(number).encode()).digest()
    Image.new("RGB", (640, 400), (shade[0], shade[1], shade[2])).save(out, "JPEG")
    return SimpleUploadedFile(f"lake-{number}.jpg", out.getvalue(), content_type="image/jpeg")


def answered(north: Org) -> int:
    """How many of the ten have an answer, counted or still to be undone."""
    with inside(north.id):
        given = set(Answer.objects.values_list("request", flat=True))
        return len(given | set(Decision.objects.values_list("request", flat=True)))


def test_ten_approvals_by_keyboard(waiting: tuple[stage.Product, Org], visit: Callable[..., Page]) -> None:
    product, north = waiting
    page = visit()
    stage.sign_in(page, product.url, north.bea)
    page.goto(product.url + north.url("approvals/"))
    began = time.monotonic()
    for left in range(TEN - 1, -1, -1):
        page.keyboard.press("a")
        said = f"{left} left." if left else "None left."
        expect(page.locator("#toasts")).to_contain_text(said)
        expect(page.locator("#live")).to_contain_text(said)
        if left:
            expect(page.locator("[data-after-acting]")).to_be_focused()
    print(f"\nten approvals by keyboard: {time.monotonic() - began:.1f} s")
    assert answered(north) == TEN
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Taken back")
    assert answered(north) == TEN - 1
    assert page.trouble == []  # type: ignore[attr-defined]


def test_ten_approvals_by_thumb(waiting: tuple[stage.Product, Org], visit: Callable[..., Page]) -> None:
    product, north = waiting
    page = visit(width=390, height=844, has_touch=True, is_mobile=True)
    stage.sign_in(page, product.url, north.bea)
    page.goto(product.url + north.url("approvals/"))
    page.locator(".queue-list a").first.tap()
    button = page.locator("[data-approve]")
    expect(button).to_be_in_viewport()
    began = time.monotonic()
    for left in range(TEN - 1, TEN // 2 - 1, -1):
        button.tap()
        expect(page.locator("#toasts")).to_contain_text(f"{left} left.")
    swipe(page, by=100)
    assert answered(north) == TEN // 2, "a short way approves nothing"
    swipe(page, by=60, down=200)
    assert answered(north) == TEN // 2, "reading on approves nothing"
    for left in range(TEN // 2 - 1, -1, -1):
        swipe(page, by=250)
        expect(page.locator("#toasts")).to_contain_text(f"{left} left." if left else "None left.")
    print(f"\nten approvals by thumb, five by button and five by swipe: {time.monotonic() - began:.1f} s")
    assert answered(north) == TEN
    assert page.trouble == []  # type: ignore[attr-defined]


def swipe(page: Page, *, by: int, down: int = 0) -> None:
    """A finger on the head of the post, drawn BY pixels to the right."""
    session = page.context.new_cdp_session(page)
    head = page.locator("[data-after-acting]").bounding_box()
    assert head
    x, y = head["x"] + 4, head["y"] + head["height"] / 2
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 6):
        point = {"x": x + by * part / 5, "y": y + down * part / 5}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def test_reading_and_deciding_with_script_off(
    waiting: tuple[stage.Product, Org], visit: Callable[..., Page], tmp_path: Path
) -> None:
    product, north = waiting
    page = visit(java_script_enabled=False)
    stage.sign_in(page, product.url, north.bea)
    page.goto(product.url + north.url("approvals/"))
    expect(page.locator(".queue-list .q")).to_have_count(TEN)
    for preview in (".shot-nr", ".shot-bs", ".shot-md"):
        expect(page.locator(preview)).to_contain_text("Morning 0: the lake is still.")

    page.locator("[data-approve]").click()
    expect(page.locator(".toasts, #toasts")).to_contain_text("Approved “Morning 0”. 9 left.")
    expect(page.locator(".queue-list .q")).to_have_count(TEN - 1)

    page.locator("#approval-decide textarea[name=text]").fill("Is the pool open?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment")).to_contain_text("Is the pool open?")

    page.locator(".act-c").click()
    form = page.locator("#decide-form")
    form.locator("select").select_option(index=1)
    form.locator("textarea").fill("Say which lake.")
    form.get_by_role("button", name="Request changes").click()
    expect(page.locator(".queue-list .q")).to_have_count(TEN - 2)

    page.get_by_role("link", name="Several at once").click()
    expect(page.locator("[data-row]:checked")).to_have_count(TEN - 2)
    page.get_by_role("button", name="Review selected").click()
    expect(page.locator(".several-one")).to_have_count(TEN - 2)
    page.locator("[name=pick]").first.uncheck()
    page.get_by_role("button", name="Approve those ticked").click()
    assert answered(north) == TEN - 1
