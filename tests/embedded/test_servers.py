"""The two database roles can do what they are for and no more."""

import os
import stat
from pathlib import Path

import psycopg2
import pytest

from coe.embedded import postgres


@pytest.fixture(params=["DATABASE_URL", "DATABASE_OWNER_URL"])
def role(request: pytest.FixtureRequest) -> dict[str, object]:
    with psycopg2.connect(os.environ[request.param]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r) FROM pg_roles r WHERE rolname = current_user")
        found: dict[str, object] = cursor.fetchone()[0]
    connection.close()
    return found


def test_neither_role_stands_above_row_level_security(role: dict[str, object]) -> None:
    assert not any(role[right] for right in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolreplication"))


def test_the_app_role_can_make_nothing() -> None:
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_schema_privilege('public', 'CREATE'),"
            " has_database_privilege(current_database(), 'CREATE'),"
            " rolcreatedb, pg_get_userbyid(datdba) = current_user"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        )
        assert cursor.fetchone() == (False, False, False, False)
    connection.close()


def test_a_closed_folder_lets_others_through_but_not_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    postgres.let_through(closed / "data")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o701
    assert str(closed) in capsys.readouterr().out
