#!/usr/bin/env python3
"""The one command. `up` starts everything, `test` runs every test; the rest is Django's."""

import os
import sys

NEEDED = (3, 11)


def main() -> int:
    if sys.version_info < NEEDED:
        told = "Python {}.{} or newer is needed; this is {}.{}."
        print(told.format(*NEEDED, *sys.version_info[:2]), file=sys.stderr)
        return 1
    from coe.embedded.commands import run

    return run(sys.argv)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe.settings")
    sys.exit(main())
