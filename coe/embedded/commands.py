"""Reads the command line: our own commands, or Django's from inside `.venv`."""

import argparse
import os
import sys
from collections.abc import Sequence

from coe.embedded import packages, places, servers, state, testing, up
from coe.embedded.lock import alone
from coe.embedded.trouble import Trouble, explain

# These read or write files only; refusing them without a database would be a nuisance.
WITHOUT_DATABASE = {
    "", "help", "--help", "-h", "version", "--version", "diffsettings", "findstatic", "collectstatic",
    "makemessages", "compilemessages",
}  # fmt: skip


def run(argv: Sequence[str]) -> int:
    """Run `manage.py`. Returns the exit code; what a person can mend is said in one line."""
    name = argv[1] if len(argv) > 1 else ""
    try:
        if name in OWN:
            # Postgres may run as another user than ours and has to read its own programs.
            os.umask(0o022)
            return OWN[name](list(argv[2:]))
        return django(list(argv), name)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
    except OSError as error:
        if name not in OWN:
            raise
        print(explain(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 1


def django(argv: list[str], name: str) -> int:
    """Any other command is Django's."""
    if places.PYTHON.exists():
        packages.enter()
    needed = name not in WITHOUT_DATABASE and not state.external()
    if needed and not state.accepts(state.load().postgres_port):
        raise Trouble("The database is not running. Start it: python3 manage.py up (or: manage.py servers)")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        raise Trouble("The project is not set up yet. Run: python3 manage.py up") from None
    execute_from_command_line(argv)
    return 0


def keep_servers(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="manage.py servers",
        description="For developing: start only Postgres and Redis and leave them running in the background.",
    )
    parser.add_argument("--stop", action="store_true", help="stop them instead")
    chosen = parser.parse_args(arguments)
    if state.external():
        raise Trouble("The environment names the servers (DATABASE_URL): none are started or stopped here.")
    with alone():
        packages.ensure(dev=True)
        packages.enter()
    return servers.run(stopping=chosen.stop)


OWN = {"up": up.run, "test": testing.run, "servers": keep_servers}
