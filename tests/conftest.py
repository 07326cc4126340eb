"""The stage for every test: a database reached as the app role, two organisations and a fixed cast.

The test database is made through the owner's door and used through the app's, so that what the tests see is what
row-level security lets the app see.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client, TransactionTestCase

from tests.factories.cast import Cast, Org, build_cast

pytest_plugins = ["tests.browsing"]

TEST_DB = os.environ.get("COE_TEST_DB", "test_coe")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own per worker, migrated by the owner; `--reuse-db` keeps it for the next run."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = f"{TEST_DB}_{worker}" if worker else TEST_DB
    keep = request.config.getoption("reuse_db") and not request.config.getoption("create_db")
    with django_db_blocker.unblock():
        owner = connections["owner"]
        if not keep:
            drop(name)
        exists = _run_as_owner(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        if not exists:
            _run_as_owner(f'CREATE DATABASE "{name}" TEMPLATE template0')
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
            settings.DATABASES[alias]["NAME"] = name
        _open_to_app(owner)
        call_command("migrate", database="owner", verbosity=0)
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
        if not request.config.getoption("reuse_db"):
            drop(name)


def drop(name: str) -> None:
    """Autovacuum may be at work in it, and the owner may not end that; it ends by itself."""
    from psycopg2 import OperationalError, ProgrammingError

    for _attempt in range(10):
        try:
            _run_as_owner(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except (OperationalError, ProgrammingError):
            time.sleep(1)
        else:
            return


def _run_as_owner(sql: str) -> Any:
    """Runs one statement outside any transaction, connected to the maintenance database."""
    import psycopg2

    said = connections["owner"].get_connection_params()
    connection = psycopg2.connect(
        host=said.get("host"), port=said.get("port"), user=said["user"], password=said.get("password"),
        dbname="postgres",
    )  # fmt: skip
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def _open_to_app(owner: Any) -> None:
    role = settings.APP_ROLE
    with owner.cursor() as cursor:
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
        cursor.execute(
            f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"'
        )
        cursor.execute(f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{role}"')


def wipe(*_args: Any, **_kwargs: Any) -> None:
    """Empties every table, as the owner: the app role may not truncate, and append-only tables refuse even that."""
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [f'"{name}"' for (name,) in owner.fetchall() if name not in KEPT]
        owner.execute(
            "".join(f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table in tables)
            + f"TRUNCATE {', '.join(tables)};"
            + "".join(f"ALTER TABLE {table} ENABLE TRIGGER USER;" for table in tables)
        )


KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# Django's own clean-up after tests that commit would truncate as the app role.
TransactionTestCase._fixture_teardown = wipe


@pytest.fixture
def cast(db: None) -> Cast:
    """Two organisations, one person per role in the first, one administrator in the second."""
    return build_cast()


@pytest.fixture
def north(cast: Cast) -> Org:
    """The organisation most tests play in."""
    return cast.north


@pytest.fixture
def south(cast: Cast) -> Org:
    """The other organisation, which must never be seen."""
    return cast.south


@pytest.fixture
def browse() -> Any:
    """`browse(person)` is a test client signed in as that person."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return sign_in
