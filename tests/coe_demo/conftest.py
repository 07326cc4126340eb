"""The demo, seeded once for all tests of this folder, and wiped afterwards."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from coe.accounts.models import User
from coe.demo.steps import GROUP, OTHER
from coe.tenancy.models import Organisation
from tests.factories.seeded import demo as seeded_demo


@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the command said."""
    with django_db_blocker.unblock(), seeded_demo(tmp_path_factory.mktemp("media")) as said:
        yield said


@pytest.fixture
def group(seeded: str, db: None) -> Organisation:
    return Organisation.objects.get(slug=GROUP)


@pytest.fixture
def other(seeded: str, db: None) -> Organisation:
    return Organisation.objects.get(slug=OTHER)


@pytest.fixture
def sign_in(seeded: str, db: None) -> Any:
    """`sign_in("mina")` is a client signed in as that person of the demo."""

    def enter(first: str, org: str = GROUP) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=f"{first}@{org}.example"))
        return client

    return enter
