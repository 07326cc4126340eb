"""Builds the documentation that /docs/ serves, when what it is made of changed."""

import hashlib

from coe.embedded.places import PYTHON, ROOT
from coe.embedded.progress import run_logged, step

DOCS = ROOT / "docs"
SITE = DOCS / "site"
BUILT = SITE / "built"
INPUTS = BUILT / ".inputs"
LOCK = ROOT / "requirements.txt"


def fingerprint() -> str:
    """Changes when any file changes that the documentation is made of."""
    total = hashlib.sha256(LOCK.read_bytes())
    for path in sorted(DOCS.rglob("*")):
        if path.is_file() and BUILT not in path.parents and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(DOCS)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def ensure() -> None:
    """`docs/site/built` is what the pages say."""
    inputs = fingerprint()
    if INPUTS.is_file() and INPUTS.read_text() == inputs:
        return
    with step("Building the documentation") as tick:
        run_logged([PYTHON, SITE / "build.py"], log="docs", what="the documentation", tick=tick)
        INPUTS.write_text(inputs)
