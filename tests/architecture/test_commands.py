"""Every management command is called by a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CALL = re.compile(r'call_command\(\s*"(\w+)"')


def commands() -> set[str]:
    folders = (path for package in ("coe", "governance", "publishing", "listening", "reporting")
               for path in (ROOT / package).rglob("management/commands/*.py"))  # fmt: skip
    return {path.stem for path in folders if not path.stem.startswith("_")}


def test_every_command_is_tested() -> None:
    called = {name for path in (ROOT / "tests").rglob("test_*.py") for name in CALL.findall(path.read_text())}
    called |= {name for path in (ROOT / "tests").rglob("conftest.py") for name in CALL.findall(path.read_text())}
    assert commands()
    assert commands() - called == set()
