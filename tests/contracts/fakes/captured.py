"""Answers of real servers, kept as files. Tests against the real servers hold them true."""

import json
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.contracts.fakes.server import Reply

FOLDER = Path(__file__).parent.parent / "captured"


@lru_cache
def _file(network: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{network}.json").read_text()))


def body(network: str, name: str) -> Any:
    """A copy of the captured body, to change as needed."""
    return deepcopy(_file(network)[name]["body"])


def reply(network: str, name: str) -> Reply:
    """The captured answer as it came, without its rate-limit counters."""
    kept = _file(network)[name]
    headers = {key: value for key, value in kept["headers"].items() if key == "content-type"}
    return Reply(kept["status"], body(network, name), headers)


def names(network: str) -> list[str]:
    return sorted(_file(network))
