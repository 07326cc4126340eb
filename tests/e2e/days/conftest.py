"""One town for all these tests: the demo and its pages are started once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.days.town import Town, Walk
from tests.e2e.days.town import town as made


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    # A machine that does other things as well is slow, not wrong.
    expect.set_options(timeout=20_000)
    with django_db_blocker.unblock(), made() as found:
        yield found
    expect.set_options(timeout=5_000)


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["desktop", "phone"])
def walk(request: pytest.FixtureRequest, town: Town, browser: Browser, language: str) -> Iterator[Walk]:
    """A way through the product, not begun: `walk.enter("mina")`."""
    walking = Walk(town, browser, language, phone=request.param == "phone")
    yield walking
    walking.close()
    print(f"\n{getattr(walking, 'who', '')}, {language}, {request.param}: {walking.presses} presses")
