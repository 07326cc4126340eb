"""The demo and its pages, once for all who walk through them, and what is asked of every page on the way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from coe.accounts.models import User
from coe.demo.steps import GROUP
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Organisation
from publishing.connections.models import Channel
from publishing.content.models import Campaign, Post
from tests.e2e import stage
from tests.factories.seeded import demo

PHONE, DESKTOP = (390, 844), (1440, 900)
HTML = {"en": "en", "zh-hans": "zh-Hans"}

# Names of things that are written in Latin letters in Chinese too.
LATIN = re.compile(r"\b(CoE|CSV|XLSX|JSONL?|PDF|iCal|API|URL|UTM|RSS|SSO|Bluesky|Mastodon|CHF|UTC|Esc)\b")
HAN = re.compile(r"[一-鿿]")

LEFT_OVER = """() => [...document.querySelectorAll('main :is(h1, h2, h3, button, summary, th, legend, a.btn)')]
  .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[lang]:not(html), [dir=auto]'))
  .map(one => one.innerText.trim()).filter(Boolean)"""
WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return '';
  const at = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > wide + 1);
  return at.slice(0, 4).map(one => `${one.tagName}.${one.className}`).join(', ') || 'something';
}"""


@dataclass
class Town:
    """`org` is the demo's group; `names` are what people called things, in their own language."""

    url: str
    org: Organisation
    names: list[str] = field(default_factory=list)

    def path(self, path: str = "") -> str:
        return f"{self.url}/o/{self.org.slug}/{path}"

    def user(self, who: str) -> User:
        return User.objects.get(email=f"{who}@{GROUP}.example")

    def enter(self, context: BrowserContext, who: str, language: str = "en") -> None:
        """Signs `who` in, without the form, reading in `language`."""
        User.objects.filter(email=f"{who}@{GROUP}.example").update(language=language)
        client = Client()
        client.force_login(self.user(who))
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "url": self.url,
        }
        context.add_cookies([cookie])  # type: ignore[list-item]


@contextmanager
def town() -> Iterator[Town]:
    """Call with database access. Only pages: what workers would do is done where a test says so."""
    product = stage.start(allow=[], workers=False)
    try:
        with demo(Path(product.home / "media")):
            yield called(product.url)
    finally:
        product.stop()


def called(url: str) -> Town:
    org = Organisation.objects.get(slug=GROUP)
    with inside(org.pk):
        names = {org.name, *User.objects.values_list("name", flat=True)}
        names.update(Post.objects.values_list("title", flat=True))
        for kind in (Brand, Campaign, Channel):
            names.update(kind.objects.values_list("name", flat=True))
    return Town(url, org, sorted(filter(None, names), key=len, reverse=True))


def watched(page: Page) -> list[str]:
    """What goes wrong on a page from now on: script errors, words on the console, requests that fail."""
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    page.on("response", lambda said: trouble.append(f"{said.status} {said.url}") if said.status >= 400 else None)

    def failed(request: Any) -> None:
        # A page that is left while it still asks for news breaks that off: nothing failed.
        if "ERR_ABORTED" not in (request.failure or ""):
            trouble.append(f"{request.failure} {request.url}")

    page.on("requestfailed", failed)
    return trouble


class Walk:
    """One person's way through the product: presses are counted, and every page met is looked at."""

    def __init__(self, town: Town, browser: Browser, language: str, *, phone: bool) -> None:
        self.town, self.language, self.phone = town, language, phone
        width, height = PHONE if phone else DESKTOP
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN" if language.startswith("zh") else "en-GB",
        )
        self.page = self.context.new_page()
        self.trouble = watched(self.page)
        self.presses = 0

    def enter(self, who: str) -> None:
        """Begins at home, as `who`."""
        self.who = who
        self.town.enter(self.context, who, self.language)
        self.page.goto(self.town.path())
        self.look()

    def words(self, message: str, **values: object) -> str:
        """What the product says for `message` in the reader's language."""
        with translation.override(self.language):
            return translation.gettext(message) % values

    def press(self, target: Locator, *, leads: str = "") -> None:
        """One press, by finger or mouse; `leads` is what the address then ends in, a pattern."""
        if self.phone:
            target.tap()
        else:
            target.click()
        self.presses += 1
        if leads:
            self.page.wait_for_url(re.compile(leads))
            self.look()

    def go(self, place: str, leads: str) -> None:
        """By the frame: the rail, or on a phone the bar below, or what is under More."""
        link = f"a[href='{urlparse(self.town.path(place)).path}']"
        if not self.phone:
            self.press(self.page.locator(f".rail {link}"), leads=leads)
        elif self.page.locator(f".tabbar {link}").count():
            self.press(self.page.locator(f".tabbar {link}"), leads=leads)
        else:
            self.press(self.page.locator(".tabbar [data-open='#more']"))
            self.press(self.page.locator(f"#more {link}"), leads=leads)

    def main(self) -> Locator:
        return self.page.locator("main")

    def button(self, message: str, **values: object) -> Locator:
        return self.main().get_by_role("button", name=self.words(message, **values))

    def link(self, message: str, **values: object) -> Locator:
        return self.main().get_by_role("link", name=self.words(message, **values))

    def look(self) -> None:
        """What holds on every page of every day."""
        page = self.page
        page.wait_for_load_state("load")
        where = f"{self.who} at {urlparse(page.url).path}"
        assert page.locator("html").get_attribute("lang") == HTML[self.language], where
        expect(page.locator("main :is(h1, h2)").locator("visible=true").first).to_be_visible()
        wide = page.evaluate(WIDER)
        assert not wide, f"{where} scrolls sideways: {wide}"
        if self.language == "zh-hans":
            left_over = [text for text in page.evaluate(LEFT_OVER) if self._english(text)]
            assert not left_over, f"{where} is not all in Chinese: {left_over}"
        assert not self.trouble, f"{where}: {self.trouble}"

    def _english(self, text: str) -> bool:
        for name in self.town.names:
            text = text.replace(name, "")
        return not HAN.search(text) and bool(re.search(r"[A-Za-z]{2,}", LATIN.sub("", text)))

    def close(self) -> None:
        self.context.close()
        assert not self.trouble, self.trouble
