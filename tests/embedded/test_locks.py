"""Lock files name every package once, with hashes, and never say where to get it."""

import json
import re
import tomllib

import pytest

from coe.embedded import packages, places

LOCKS = (packages.LOCK, packages.DEV_LOCK, packages.REDIS_LOCK)
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)")


def entries(lock: str) -> dict[str, list[str]]:
    """The lines of each requirement: the pin first, then one line a hash."""
    found: dict[str, list[str]] = {}
    for line in (places.ROOT / lock).read_text().splitlines():
        if line.startswith(" "):
            found[list(found)[-1]].append(line.strip(" \\"))
        elif line and not line.startswith("#"):
            found[line.strip(" \\")] = []
    return found


def pins(lock: str) -> set[str]:
    matches = [PINNED.match(entry) for entry in entries(lock)]
    assert None not in matches
    return {match[0] for match in matches if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    assert pins(lock)
    for entry, hashes in entries(lock).items():
        assert hashes, entry
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), entry


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_no_lock_carries_an_address(lock: str) -> None:
    text = (places.ROOT / lock).read_text()
    assert "--index" not in text
    assert "find-links" not in text
    assert '"resolved"' not in text
    if lock != "package-lock.json":  # there, licence funding pages are named by packages themselves
        assert "://" not in text


def test_every_front_end_package_carries_a_hash() -> None:
    locked = json.loads((places.ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in locked.items() if name and not entry.get("integrity")] == []


def test_the_lock_for_tests_holds_all_of_the_lock_for_running() -> None:
    assert pins(packages.LOCK) <= pins(packages.DEV_LOCK)


def test_the_locks_hold_everything_the_project_asks_for() -> None:
    project = tomllib.loads((places.ROOT / "pyproject.toml").read_text())

    def names(asked: list[str]) -> set[str]:
        return {re.split(r"[^\w.-]", one, maxsplit=1)[0].lower().replace("_", "-") for one in asked}

    def held(lock: str) -> set[str]:
        return {pin.partition("==")[0] for pin in pins(lock)}

    running = held(packages.LOCK) | held(packages.REDIS_LOCK)
    assert names(project["project"]["dependencies"]) - running == set()
    assert names(project["dependency-groups"]["dev"]) - held(packages.DEV_LOCK) == set()
