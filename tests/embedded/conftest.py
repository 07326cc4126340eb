import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from coe.embedded import places, processes, state, users


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A COE_HOME of its own for this test, and an environment that names no servers."""
    for name in state.SERVERS:
        monkeypatch.delenv(name, raising=False)
    for module in (places, processes, state, users):
        for constant, place in {
            "HOME": tmp_path,
            "RUN": tmp_path / "run",
            "LOGS": tmp_path / "log",
            "STATE_FILE": tmp_path / "state.json",
            "ENV_FILE": tmp_path / "env",
        }.items():
            if hasattr(module, constant):
                monkeypatch.setattr(module, constant, place)
    places.ensure_home()
    return tmp_path


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a person who set nothing but a folder to keep things in."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "COE_HOME": str(tmp_path / "coe")}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        yield stranger.getsockname()[1]
