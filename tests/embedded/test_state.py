"""Secrets are made once, kept, and readable by nobody else."""

import base64
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from coe.embedded import places, state
from coe.embedded.trouble import Trouble
from coe.settings import env


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_what_holds_secrets(home: Path) -> None:
    state.save(state.State(postgres_port=1, redis_port=2))
    assert {path.name: oct(mode(path)) for path in home.iterdir() if path.is_file()} == {
        "env": "0o600",
        "state.json": "0o600",
    }


def test_a_readable_file_that_was_there_before_becomes_private(home: Path) -> None:
    (home / "env").write_text("old")
    (home / "env").chmod(0o644)
    state.save(state.State())
    assert mode(home / "env") == 0o600


def test_what_was_chosen_once_is_kept(home: Path) -> None:
    first = state.State(postgres_port=5, redis_port=6)
    state.save(first)
    assert state.load() == first


def test_no_two_installations_share_a_secret() -> None:
    one, other = state.State(), state.State()
    shared = {value for value in vars(one).values() if value in vars(other).values()}
    assert shared == {0, 8000}


def test_the_settings_read_what_was_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = state.State(postgres_port=5001, redis_port=5002, web_port=5003)
    state.save(known)
    for name in known.environment():
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(env, "HOME", home)
    env.load_embedded()
    database, owner = urlsplit(env.text("DATABASE_URL")), urlsplit(env.text("DATABASE_OWNER_URL"))
    assert (database.username, database.hostname, database.port) == ("coe_app", "127.0.0.1", 5001)
    assert (owner.username, owner.path) == ("coe_owner", "/coe")
    assert env.text("COE_BASE_URL") == "http://localhost:5003"
    name, key = env.text("COE_CREDENTIAL_KEYS").split(":")
    assert (name, len(base64.b64decode(key))) == ("k1", 32)


def test_a_port_somebody_took_meanwhile_is_replaced(taken: int) -> None:
    changed = state.with_port(state.State(redis_port=taken), "redis_port").redis_port
    assert changed not in (0, taken)


def test_a_damaged_state_says_how_to_start_afresh(home: Path) -> None:
    (home / "state.json").write_text("{")
    with pytest.raises(Trouble, match="up --reset"):
        state.load()


def test_servers_of_ones_own_leave_no_environment_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in state.SERVERS:
        monkeypatch.setenv(name, "redis://elsewhere")
    assert state.external()
    known = state.State()
    state.save(known)
    assert not places.ENV_FILE.exists()
    assert state.process_environment(known)["REDIS_URL"] == "redis://elsewhere"
    assert state.process_environment(known)["COE_SECRET_KEY"]


def test_an_address_may_stand_in_a_mounted_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = home / "secret"
    secret.write_text("redis://mounted\n")
    for name in state.SERVERS:
        monkeypatch.setenv(f"{name}_FILE", str(secret))
    assert state.external()
    assert state.value(state.process_environment(state.State()), "REDIS_URL") == "redis://mounted"
