"""Channels work without the application around them."""

import subprocess
import sys

LOAD = """
import sys
for name in ("django", "celery", "coe", "governance", "rest_framework", "httpx"):
    sys.modules[name] = None
from publishing.channels.registry import NETWORKS, adapter_for
print(*sorted(adapter_for(network).__name__ for network in NETWORKS))
"""


def test_every_adapter_loads_where_nothing_of_the_application_can() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["Bluesky", "Mastodon", "Newsroom"], "")
