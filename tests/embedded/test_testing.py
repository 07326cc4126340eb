"""Which tests run, and in which browser."""

from pathlib import Path

import pytest

from coe.embedded import testing


@pytest.mark.parametrize(
    ("arguments", "everything", "chromium", "marks"),
    [
        ([], False, True, ["-m", "not e2e and not faults and not bench"]),
        ([], True, True, ["-m", ""]),
        ([], True, False, ["-m", "not e2e"]),
        (["-m", "faults"], False, False, []),
        (["tests/embedded", "-k", "name"], False, True, ["-m", "not e2e and not faults and not bench"]),
    ],
)
def test_slow_tests_run_when_asked_for(
    arguments: list[str], everything: bool, chromium: bool, marks: list[str]
) -> None:
    assert testing.selection(arguments, everything=everything, chromium=chromium) == marks


def test_a_browser_named_in_the_environment_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COE_CHROMIUM", "/opt/browser")
    assert testing.browser() == "/opt/browser"
    monkeypatch.delenv("COE_CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert testing.browser() is None
    found = tmp_path / "chromium-browser"
    found.write_text("")
    found.chmod(0o755)
    assert testing.browser() == str(found)
