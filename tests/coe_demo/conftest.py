"""The demo, seeded once for all tests of this folder, and wiped afterwards."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery.app.task import Task
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from coe.accounts.models import User
from coe.demo.steps import GROUP, OTHER
from coe.tenancy.models import Organisation
from tests.conftest import wipe


@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the command said. Messages to workers are dropped: nobody runs here."""
    media, sent = settings.MEDIA_ROOT, Task.apply_async
    settings.MEDIA_ROOT = str(Path(tmp_path_factory.mktemp("media")))
    Task.apply_async = lambda *args, **kwargs: None
    said = StringIO()
    with django_db_blocker.unblock():
        wipe()
        try:
            call_command("demo", stdout=said)
            yield said.getvalue()
        finally:
            wipe()
            settings.MEDIA_ROOT, Task.apply_async = media, sent


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
