"""The product with the demo in it and an organisation that has just begun, for those who look at it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from coe.access.founding import found
from coe.accounts.models import User
from coe.demo.steps import GROUP
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from tests.e2e import stage
from tests.factories.cast import Org, add_person
from tests.factories.seeded import demo
from tests.looks.addresses import INSIDE, Page, crawl
from tests.looks.outside import outside
from tests.looks.stocked import stock

EMPTY = "lumen"
# In the order in which they are asked: the first who may open a page is the one who looks at it.
WHO = ("clara", "iris", "mina", "cem", "ada", "anna")

# One address, drawn in other ways.
CALENDARS = ("week", "list", "day")


@dataclass
class World:
    url: str
    filled: list[Page] = field(default_factory=list)
    empty: list[Page] = field(default_factory=list)
    outside: list[Page] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def everybody_reads(self, language: str, theme: str) -> None:
        User.objects.update(language=language, theme=theme)

    def context(
        self, browser: Browser, who: str, *, width: int, language: str, theme: str, url: str = ""
    ) -> BrowserContext:
        """A browser in which `who` is signed in; "" is nobody. `url` is another product over the same database."""
        phone = width < 600
        context = browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            color_scheme="dark" if theme == "dark" else "light",
            locale="zh-CN" if language.startswith("zh") else "en-GB",
            has_touch=phone,
            is_mobile=phone,
        )
        if who:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.cookies[who], "url": url or self.url}
            context.add_cookies([cookie])
        return context


def _client(email: str) -> Client:
    """Signed in with the password just now, for as long as a tour takes: pages that ask again open at once."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 6 * 3600, "email": email}]
    session.save()
    return client


def _founded() -> Org:
    """An organisation on its first day: one person who may do everything that one person may."""
    organisation = Organisation.objects.create(slug=EMPTY, name="Lumen", zone="Europe/Zurich", currency="EUR")
    org = Org(organisation)
    with inside(organisation.pk):
        found(organisation)
    add_person(org, "Lou Lumen", "lou", "admin", "org")
    add_person(org, "Mia Lumen", "mia", "coe-lead", "org")
    add_person(org, "Noa Lumen", "noa", "creator", "org")
    return org


@contextmanager
def world() -> Iterator[World]:
    """Call with database access. Pages only: no worker touches the demo while somebody looks."""
    product = stage.start(allow=[], workers=False)
    try:
        with demo(Path(product.home / "media")):
            _founded()
            made = World(product.url)
            clients = {who: _client(f"{who}@{GROUP}.example") for who in WHO}
            new = {who: _client(f"{who}@{EMPTY}.example") for who in ("mia", "lou", "noa")}
            for who, client in {**clients, **new}.items():
                made.cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
            made.filled, made.unseen = crawl(clients, GROUP, stock(clients, GROUP))
            made.filled += [
                Page(f"{INSIDE}calendar/{view}/", f"/o/{GROUP}/calendar/?view={view}", "clara") for view in CALENDARS
            ]
            made.outside = outside(GROUP)
            made.empty, _missing = crawl(new, EMPTY)
            yield made
    finally:
        product.stop()
