"""A full disk, no network: one line that says what to do, from the real errors of the real programs."""

import errno
import os
import sys
from pathlib import Path

import pytest

from coe.embedded import progress, trouble
from coe.embedded.trouble import Trouble


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is always full.")
def test_a_full_disk_is_recognised_when_we_write() -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        os.write(os.open("/dev/full", os.O_WRONLY), b"x")
    said = trouble.explain(caught.value)
    assert said.startswith("The disk is full: free some space")
    assert "\n" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is always full.")
def test_a_full_disk_is_recognised_when_a_program_writes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOGS", home / "log")
    write = "import os; os.write(os.open('/dev/full', os.O_WRONLY), b'x')"
    with pytest.raises(Trouble, match="^The disk is full: free some space"):
        progress.run_logged([sys.executable, "-c", write], log="step", what="Python packages")


def test_a_disk_without_room_explains_any_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "_is_full", lambda place: True)
    said = trouble.diagnose("Connection reset by peer", what="Python packages", log=Path("log"))
    assert said.startswith("The disk is full")


def test_pip_without_network_is_one_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOGS", home / "log")
    # Nothing listens on port 9 of this machine, so this is what pip says of a registry it cannot reach.
    pip = [sys.executable, "-m", "pip", "--isolated", "download", "--retries=1", "--no-deps"]
    away = ["--index-url", "http://127.0.0.1:9/", "--dest", home, "coe-is-not-there"]
    with pytest.raises(Trouble) as caught:
        progress.run_logged([*pip, *away], log="packages", what="Python packages")
    assert str(caught.value) == (
        "No network: Python packages could not be downloaded. Check the connection or the proxy, then run it again."
    )


@pytest.mark.parametrize(
    ("said", "beginning"),
    [
        ("npm error code ENOTFOUND", "No network: x could not"),
        ("npm error code EAI_AGAIN", "No network: x could not"),
        ("npm error code ENOSPC", "The disk is full"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "The connection to download x is not trusted"),
        ("FATAL: could not write lock file: No space left on device", "The disk is full"),
        ("SyntaxError", "X: this step failed. The reason is at the end of"),
    ],
)
def test_what_other_programs_say_becomes_one_line(said: str, beginning: str) -> None:
    line = trouble.diagnose(said, what="x", log=Path("log"))
    assert line.startswith(beginning)
    assert "\n" not in line


@pytest.mark.parametrize(
    ("number", "beginning"),
    [
        (errno.EDQUOT, "The disk is full"),
        (errno.ENETUNREACH, "No network"),
        (errno.EROFS, "No right to write"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_errors_of_the_system_become_one_line(number: int, beginning: str) -> None:
    assert trouble.explain(OSError(number, os.strerror(number), "/somewhere")).startswith(beginning)
