"""One world for all who look."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.looks.world import World
from tests.looks.world import world as made


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), made() as found:
        yield found
