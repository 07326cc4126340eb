"""One browser for all tests that look at pages, whichever folder they stand in: two cannot run in one thread."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import stage

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not stage.chromium():
        mark = pytest.mark.skip(reason="no Chromium found: install it (apt install chromium) or set COE_CHROMIUM")
        for item in items:
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; the tests still ask the database directly, and one at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=stage.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(width=1440)` is a page with its own cookies; script errors and failed requests are kept on `.trouble`."""
    contexts: list[Any] = []

    def open_page(width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.trouble = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.trouble.append(str(error)))  # type: ignore[attr-defined]
        page.on(
            "console",
            lambda said: page.trouble.append(said.text) if said.type == "error" else None,  # type: ignore[attr-defined]
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
