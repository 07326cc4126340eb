"""A database apart, for tests whose rows must be committed: several workers, killed processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections

from tests.conftest import _run_as_owner, drop


@contextmanager
def database_apart(blocker: Any, suffix: str) -> Iterator[str]:
    """A copy of the test database for one test, opened by both roles; its name. The first one stays untouched."""
    ours = settings.DATABASES["default"]["NAME"]
    name = f"{ours}_{suffix}"
    with blocker.unblock():
        connections.close_all()
        drop(name)
        _run_as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{ours}"')
        _point_to(name)
        try:
            yield name
        finally:
            connections.close_all()
            _point_to(ours)
            drop(name)


def _point_to(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
