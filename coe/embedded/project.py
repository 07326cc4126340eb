"""Runs Django's commands in one process beside ours, so that each does not pay for starting Django again."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from coe.embedded.places import LOGS, PYTHON, ROOT
from coe.embedded.trouble import Trouble, diagnose

LOG = LOGS / "setup.log"


class Project:
    """A conversation of JSON lines: we send the words of a call, it sends back the answer."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def call(self, *words: str, what: str, tick: Callable[[], None] = lambda: None) -> Any:
        """The answer to WORDS. WHAT names the step for the person who has to mend it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(words) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self._fail(what)
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not selector.select(timeout=0.5):
                tick()
        answer = self.process.stdout.readline()
        if not answer:
            self._fail(what)
        return json.loads(answer)

    def _fail(self, what: str) -> None:
        self.process.wait()
        raise Trouble(diagnose(LOG.read_text(errors="replace")[-20000:], what=what, log=LOG))


@contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Project]:
    """Django, set up and waiting for calls; what it prints goes to `setup.log`."""
    with LOG.open("wb") as log:
        process = subprocess.Popen(
            [str(PYTHON), "-m", __name__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            cwd=ROOT, env=dict(environment),
        )  # fmt: skip
    try:
        with process:
            yield Project(process)
            assert process.stdin is not None
            process.stdin.close()
    except BaseException:
        process.kill()
        raise


def answer(words: list[str]) -> Any:
    """What one call returns: the sign-ins of the demo, or nothing for one of Django's commands."""
    if words == ["sign-ins"]:
        from coe.demo.people import sign_ins

        return [[str(part) for part in one] for one in sign_ins()]
    from django.core.management import call_command

    call_command(*words, skip_checks=False)
    return None


def listen() -> None:
    """The other end of the conversation."""
    # Whatever Django prints belongs into the log; only answers go back.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe.settings")
    import django

    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    listen()
