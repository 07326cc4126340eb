"""What a killed `up` leaves behind is found and ended; what belongs to others is left alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coe.embedded import places, processes, up, users

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);print(1, flush=True); time.sleep(60)"
PARENT = (
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(1, flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Each test has its own records."""


def start(name: str, code: str) -> "subprocess.Popen[bytes]":
    return processes.spawn(name, [places.PYTHON, "-c", code], environment=os.environ, cwd=places.ROOT)


def wait_for_output(name: str) -> None:
    assert processes.wait_until(lambda: processes.tail(name) == "1", seconds=10)


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """A program that does not run from our environment."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_program_left_by_a_killed_up_is_ended_at_the_next_start() -> None:
    orphan = start("web", SLEEP)
    up.clear_the_way(free_port())
    assert orphan.wait(timeout=5) == -signal.SIGTERM
    assert processes.records() == []


def test_children_of_a_program_that_was_killed_are_ended() -> None:
    leader = start("worker", PARENT)
    wait_for_output("worker")
    record = processes.Record("worker", leader.pid)
    assert len(processes.members(record)) == 2
    leader.kill()
    leader.wait()
    assert len(processes.members(record)) == 1
    up.clear_the_way(free_port())
    assert processes.members(record) == []


def test_a_record_whose_pid_is_a_strangers_now_ends_nobody(stranger: "subprocess.Popen[bytes]") -> None:
    processes.remember(processes.Record("web", stranger.pid))
    up.clear_the_way(free_port())
    assert stranger.poll() is None
    assert processes.records() == []


def test_a_record_of_a_program_that_is_gone_is_forgotten() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    processes.remember(processes.Record("beat", gone.pid))
    up.clear_the_way(free_port())
    assert processes.records() == []


def test_a_broken_record_is_no_hindrance() -> None:
    (processes.RUN / "web.json").write_text('{"na')
    assert processes.records() == []


def test_who_does_not_listen_is_killed_after_the_grace() -> None:
    stubborn = start("worker", STUBBORN)
    wait_for_output("worker")
    began = time.monotonic()
    processes.stop(processes.records(), grace=0.5)
    assert stubborn.wait(timeout=5) == -signal.SIGKILL
    assert time.monotonic() - began < 5


def test_background_programs_do_not_hear_the_ctrl_c_of_our_terminal() -> None:
    process = start("web", SLEEP)
    assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
    processes.stop(processes.records())


def test_a_command_that_died_uses_the_servers_no_more(stranger: "subprocess.Popen[bytes]") -> None:
    for pid in (stranger.pid, os.getppid()):
        (users.RUN / f"up-{pid}.user").touch()
    assert users.living("up") == []
    assert list(users.RUN.glob("*.user")) == []


def test_a_command_is_listed_while_it_runs_and_not_for_itself() -> None:
    with users.signed_in("up"):
        assert len(list(users.RUN.glob("*.user"))) == 1
        assert users.living() == []
    assert list(users.RUN.glob("*.user")) == []


def free_port() -> int:
    from coe.embedded import state

    return state.free_port()
