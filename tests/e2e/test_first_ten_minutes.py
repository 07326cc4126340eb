"""From signing up to a post on the public newsroom, by two people with a browser: nothing else is needed."""

import email
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import wipe
from tests.e2e import stage

pytestmark = pytest.mark.e2e

# A person reads before each press, and types: what one press and one field cost, in seconds, generously.
PRESS, FIELD = 8, 15


@dataclass
class Counted:
    """A page whose presses and fields are counted."""

    page: Page
    counts: dict[str, int] = field(default_factory=lambda: {"presses": 0, "fields": 0})

    def press(self, what: Locator) -> None:
        what.click()
        self.counts["presses"] += 1

    def fill(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}]").first.fill(value)
        self.counts["fields"] += 1


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any) -> Iterator[stage.Product]:
    """The product without any organisation or login."""
    with django_db_blocker.unblock():
        wipe()
        product = stage.start(allow=[], changed={"COE_SIGN_UP": "open"})
        try:
            yield product
        finally:
            product.stop()
            wipe()


def in_mail(product: stage.Product, pattern: str) -> str:
    """What a mail says, as the worker wrote it where mails go without a mail server."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for path in sorted(Path(product.home, "mail").glob("*")):
            mail = email.message_from_bytes(path.read_bytes())
            parts = [str(part.get_payload(decode=True), "utf-8") for part in mail.walk() if not part.is_multipart()]
            if found := re.search(pattern, "\n".join(parts)):
                return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no mail with {pattern}")


def sign_up(founder: Counted, product: stage.Product) -> str:
    """Where the organisation lives that was founded."""
    founder.page.goto(f"{product.url}/account/signup/")
    founder.fill("name", "Fia Founder")
    founder.fill("email", "fia@fogline.example")
    founder.fill("password1", "a long and quiet sentence")
    founder.fill("organisation", "Fogline")
    # A form that comes back within three seconds is taken for a machine's.
    founder.page.wait_for_timeout(3_000)
    founder.press(founder.page.locator("form.form button.btn-primary"))
    founder.page.wait_for_url("**/confirm-email/")
    founder.fill("code", in_mail(product, r"\b\d{6}\b"))
    founder.press(founder.page.locator("form.form button.btn-primary").first)
    founder.page.wait_for_url("**/o/**")
    return re.sub(r"(/o/[^/]+/).*", r"\1", founder.page.url)


def test_two_people_publish_the_first_post(empty: stage.Product, visit: Callable[..., Page], capsys: Any) -> None:
    product = empty
    began = time.monotonic()
    counts = {"presses": 0, "fields": 0}
    founder, writer = Counted(visit(), counts), Counted(visit(), counts)

    home = sign_up(founder, product)
    steps = founder.page.locator(".first-steps")
    founder.fill("name", "Fogline Inn")
    founder.press(steps.get_by_role("button", name="Add"))
    founder.press(steps.get_by_role("button", name="Open the newsroom"))
    founder.press(steps.get_by_role("button", name="Take the usual workflow"))
    expect(steps).to_contain_text("3 of 5")
    founder.press(steps.get_by_role("link", name="Invite somebody who writes"))
    founder.fill("name", "Wim Writer")
    founder.fill("email", "wim@fogline.example")
    founder.press(founder.page.get_by_role("button", name="Send the invitation"))
    founder.page.goto(home)
    expect(steps).to_contain_text("4 of 5")

    writer.page.goto(in_mail(product, r"http://\S+/account/invitation/[\w-]+/"))
    writer.fill("password1", "a long and quiet sentence")
    writer.fill("password2", "a long and quiet sentence")
    writer.press(writer.page.locator("form.form button.btn-primary"))
    writer.page.wait_for_url("**/o/**")
    writer.page.goto(home)
    writer.press(writer.page.locator(".first-steps").get_by_role("link", name="Write it"))
    slot = (
        datetime.now(ZoneInfo(founder.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")))
        + timedelta(minutes=2)
    ).replace(second=0, microsecond=0)
    # There is one channel only, so it is chosen already.
    expect(writer.page.locator("#channels input[type=checkbox]")).to_be_checked()
    writer.fill("title", "We open the shutters")
    writer.fill("text", "The first guests come on Friday. The stove is lit.")
    writer.fill("slot_0", slot.strftime("%Y-%m-%dT%H:%M"))
    send = writer.page.locator("button[value=send]")
    expect(send).to_contain_text("Send to", timeout=20_000)
    writer.press(send)
    writer.page.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/$"))

    founder.page.goto(home + "approvals/")
    founder.press(founder.page.get_by_text("We open the shutters").first)
    founder.press(founder.page.locator(".acts button.act-a"))
    expect(founder.page.get_by_role("heading", name="Nothing waits for you")).to_be_visible(timeout=20_000)

    news, until = home.replace("/o/", "/n/") + "fogline-inn/", time.monotonic() + 240
    while "We open the shutters" not in httpx.get(news, trust_env=False).text:
        assert time.monotonic() < until, product.said()
        time.sleep(1)
    founder.page.goto(home)
    expect(founder.page.locator(".first-steps")).to_have_count(0)

    whole = time.monotonic() - began
    person = counts["presses"] * PRESS + counts["fields"] * FIELD
    with capsys.disabled():
        print(
            f"\nFirst post: {counts['presses']} presses, {counts['fields']} fields; {whole:.0f} s by a browser, "
            f"of which up to 120 s were the slot; about {(person + 120) / 60:.1f} min for two people."
        )
    assert person + 120 < 600
    assert founder.page.trouble + writer.page.trouble == []  # type: ignore[attr-defined]
