#!/usr/bin/env python3
"""The one command. `up` starts everything, `test` runs every test; the rest is Django's."""

import importlib.util
import os
import sys
import types
from pathlib import Path

NEEDED = (3, 11)


def main() -> int:
    if sys.version_info < NEEDED:
        told = "Python {}.{} or newer is needed; this is {}.{}."
        print(told.format(*NEEDED, *sys.version_info[:2]), file=sys.stderr)
        return 1
    if {"up", "test", "servers"} & set(sys.argv[1:2]) or importlib.util.find_spec("celery") is None:
        # Importing `coe` loads Celery, which is not there before the setting up that these commands do: they
        # enter the package without running its first line.
        ground = types.ModuleType("coe")
        ground.__path__ = [str(Path(__file__).resolve().parent / "coe")]
        sys.modules["coe"] = ground
    from coe.embedded.commands import run

    return run(sys.argv)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe.settings")
    sys.exit(main())
