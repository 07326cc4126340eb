"""The demo in the test database, for suites that look at a year of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from celery.app.task import Task
from django.conf import settings
from django.core.management import call_command

from tests.conftest import wipe


@contextmanager
def demo(media: Path) -> Iterator[str]:
    """Seeds it and wipes it afterwards; gives what the command said. Messages to workers are dropped."""
    had, sent = settings.MEDIA_ROOT, Task.apply_async
    settings.MEDIA_ROOT = str(media)
    Task.apply_async = lambda *args, **kwargs: None
    said = StringIO()
    wipe()
    try:
        call_command("demo", stdout=said)
        yield said.getvalue()
    finally:
        wipe()
        settings.MEDIA_ROOT, Task.apply_async = had, sent
