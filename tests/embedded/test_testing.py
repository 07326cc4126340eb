"""Which tests run, and in which browser."""

from pathlib import Path

import pytest

from coe.embedded import testing

FAST = "not e2e and not faults and not looks and not gallery and not bench"

SLOW = ("e2e", "faults")


@pytest.mark.parametrize(
    ("arguments", "fast", "everything", "rounds"),
    [
        ([], False, False, [["-m", FAST, "-n", "auto"], ["-m", "e2e"]]),
        ([], True, False, [["-m", FAST, "-n", "auto"]]),
        ([], False, True, [["-m", FAST, "-n", "auto"], *(["-m", mark] for mark in SLOW)]),
        (["-m", "faults"], False, False, [["-m", "faults"]]),
        (["tests/web", "-k", "a"], True, False, [["-m", FAST, "tests/web", "-k", "a"]]),
    ],
)
def test_fast_tests_run_first_and_slow_ones_when_asked_for(
    arguments: list[str], fast: bool, everything: bool, rounds: list[list[str]]
) -> None:
    assert testing.rounds(arguments, fast=fast, everything=everything) == rounds


@pytest.mark.parametrize(
    ("codes", "worst", "ran"),
    [([0, 0], 0, 2), ([1, 0], 1, 2), ([0, 1], 1, 2), ([5, 0], 0, 2), ([5, 5], 5, 2), ([2, 0], 2, 1)],
)
def test_one_failed_round_fails_all_and_hides_none(
    codes: list[int], worst: int, ran: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = list(codes)
    monkeypatch.setattr(testing, "_pytest", lambda arguments, environment: left.pop(0))
    assert testing._in_turn([[], []], {}) == worst
    assert len(codes) - len(left) == ran


def test_a_browser_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COE_CHROMIUM", "/opt/browser")
    assert testing.browser() == "/opt/browser"
    monkeypatch.delenv("COE_CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert testing.browser() is None
    found = tmp_path / "chromium-browser"
    found.write_text("")
    found.chmod(0o755)
    assert testing.browser() == str(found)
