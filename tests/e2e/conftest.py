"""A browser and the whole product, for tests that watch it from outside."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import wipe
from tests.e2e import stage
from tests.factories.cast import Cast, build_cast


@pytest.fixture
def pages(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[stage.Product, Cast]]:
    """The pages alone, without workers, and the cast, who can sign in by the form with `stage.sign_in`."""
    with django_db_blocker.unblock():
        wipe()
        cast = build_cast()
        stage.give_passwords(list(cast.north.people.values()))
        product = stage.start(allow=[], workers=False)
        try:
            yield product, cast
        finally:
            product.stop()
            wipe()
