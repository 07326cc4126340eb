"""What a person sees who types `manage.py up` or anything else before there is anything."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from coe.embedded import commands, places, processes, state, up
from coe.embedded.trouble import Trouble

EMBEDDED = sorted((places.ROOT / "coe" / "embedded").glob("*.py"))


def manage(*words: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    # -S hides every installed package: what is left is a machine with only Python.
    return subprocess.run(
        [sys.executable, "-S", places.ROOT / "manage.py", *words],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_a_taken_port_is_one_line_that_says_what_to_do(taken: int, bare: dict[str, str]) -> None:
    said = manage("up", "--port", str(taken), environment=bare)
    assert said.returncode == 1
    assert said.stdout == ""
    line, rest = said.stderr.split("\n", 1)
    assert rest == ""
    assert f"Port {taken} is taken" in line
    assert "manage.py up --port" in line
    assert int(line.rsplit(" ", 1)[1]) != taken


@pytest.mark.parametrize("port", ["0", "-1", "65536"])
def test_a_number_that_is_no_port_is_said_so(port: str, bare: dict[str, str]) -> None:
    said = manage("up", f"--port={port}", environment=bare)
    assert (said.returncode, said.stderr) == (1, f"{port} is no port: it must be between 1 and 65535.\n")


def test_a_folder_that_cannot_be_written_is_one_line(bare: dict[str, str]) -> None:
    said = manage("up", environment=bare | {"COE_HOME": "/proc/coe"})
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert "/proc/coe" in said.stderr


def test_some_servers_named_and_others_not_is_refused(bare: dict[str, str]) -> None:
    said = manage("up", environment=bare | {"DATABASE_URL": "postgres://a@b/c"})
    assert said.stdout == ""
    assert said.returncode == 1
    assert said.stderr == (
        "Set DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL together, or none of them. Set now: DATABASE_URL.\n"
    )


def test_a_django_command_without_a_database_says_how_to_start_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.run(["manage.py", "migrate"]) == 1
    assert "python3 manage.py up" in capsys.readouterr().err


def test_a_second_up_names_the_first(home: Path) -> None:
    state.save(state.State(web_port=8321))
    first = subprocess.Popen([sys.executable, "-c", "input()", "manage.py up"], stdin=subprocess.PIPE)
    try:
        # A program that was just begun has no command line for a moment.
        assert processes.wait_until(lambda: "manage.py up" in processes.command_of(first.pid), seconds=10)
        (home / "run" / f"up-{first.pid}.user").touch()
        with pytest.raises(Trouble, match="http://localhost:8321"):
            up.clear_the_way(8000)
    finally:
        first.communicate()


def test_nothing_third_party_is_imported_on_the_way_into_the_environment() -> None:
    imported = set()
    for path in (places.ROOT / "manage.py", places.ROOT / "coe" / "__init__.py", *EMBEDDED):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(".".join((node.module or "").split(".")[:2]))
    standard = {name for name in imported if name.partition(".")[0] in sys.stdlib_module_names}
    assert imported - standard == {"coe.embedded"}


def test_reset_deletes_only_what_we_made(bare: dict[str, str], taken: int) -> None:
    home = Path(bare["COE_HOME"])
    for name in ("postgres", "media", "static"):
        (home / name).mkdir(parents=True)
        (home / name / "file").write_text("ours")
    for name in ("env", "state.json"):
        (home / name).write_text("ours")
    (home / "holiday.jpg").write_text("theirs")
    # The taken port ends the command right after the deleting.
    assert manage("up", "--reset", "--port", str(taken), environment=bare).returncode == 1
    assert sorted(path.name for path in home.iterdir()) == ["holiday.jpg", "lock", "log", "run"]
