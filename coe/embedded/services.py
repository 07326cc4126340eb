"""Web server, workers and beat: started together, watched, restarted when they die, stopped together."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from coe.embedded import processes, state
from coe.embedded.places import HOME, LOGS, PYTHON, ROOT
from coe.embedded.progress import say
from coe.embedded.state import LOOPBACK
from coe.embedded.trouble import Trouble

# Publishing has a worker of its own, so that no other work can keep a post waiting.
WORKERS = {"worker-publish": "publish", "worker": "poll,media,mail,hooks,maintenance"}
PATIENCE = 120
# A program that dies more often than this within a minute will not get better by itself.
RESTARTS = 3


def commands(port: int) -> dict[str, list[str]]:
    """What to run, by name. The pages answer on PORT of the loopback address."""
    celery = [str(PYTHON), "-m", "celery", "-A", "coe"]
    return {
        "web": [
            str(PYTHON.with_name("granian")), "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port),
            "--workers", "2", "--blocking-threads", "16", "--no-ws", "--respawn-failed-workers",
            "--workers-kill-timeout", "5", "coe.wsgi:application",
        ],
        **{
            name: [*celery, "worker", "-n", f"{name}@%h", "-Q", queues, "-c", "2", "--loglevel", "INFO"]
            for name, queues in WORKERS.items()
        },
        "beat": [
            *celery, "beat", "--schedule", str(HOME / "beat-schedule"), "--pidfile=", "--loglevel", "INFO",
        ],
    }  # fmt: skip


@dataclass
class Services:
    """The programs of one `up`. ENVIRONMENT is what each of them sees."""

    port: int
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    deaths: list[tuple[str, float]] = field(default_factory=list)

    def start(self) -> None:
        for name in commands(self.port):
            self._start(name)

    def _start(self, name: str) -> None:
        self.running[name] = processes.spawn(name, commands(self.port)[name], environment=self.environment, cwd=ROOT)

    def wait_for_web(self, tick: Callable[[], None]) -> None:
        """Until the readiness page says that pages, database and Redis are there."""
        self._wait(self._web_answers, tick, what="The web server", log="web")

    def wait_for_workers(self, tick: Callable[[], None]) -> None:
        """Until every worker answers over the broker."""
        from celery import Celery

        with Celery(broker=state.value(self.environment, "REDIS_URL"), set_as_current=False) as app:

            def all_answer() -> bool:
                heard = app.control.ping(timeout=0.5) or []
                return {name.partition("@")[0] for one in heard for name in one} >= set(WORKERS)

            self._wait(all_answer, tick, what="A worker", log="worker")

    def _wait(self, condition: Callable[[], bool], tick: Callable[[], None], *, what: str, log: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            tick()
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise Trouble(f"“{name}” stopped while starting: see the end of {LOGS / name}.log")
            if time.monotonic() > end:
                raise Trouble(f"{what} did not answer in {PATIENCE} seconds: see the end of {LOGS / log}.log")
            time.sleep(0.2)

    def _web_answers(self) -> bool:
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{self.port}/-/ready",
            headers={"Host": urlsplit(self.environment["COE_BASE_URL"]).netloc},
        )
        try:
            # A proxy named in the environment is no way to the loopback address.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def mend(self) -> None:
        """Start again what has died since the last look. Raises `Trouble` when that does not help."""
        for name, process in list(self.running.items()):
            if process.poll() is None:
                continue
            now = time.monotonic()
            self.deaths = [one for one in self.deaths if now - one[1] < 60] + [(name, now)]
            if sum(died == name for died, _ in self.deaths) > RESTARTS:
                raise Trouble(f"“{name}” keeps stopping: see the end of {LOGS / name}.log")
            say(f"“{name}” stopped and is started again (its log: {LOGS / name}.log)")
            self.clear([name])
            self._start(name)

    def clear(self, names: Sequence[str]) -> None:
        """End what is left of the programs called NAMES."""
        processes.stop([record for record in processes.records() if record.name in names], grace=10)

    def stop(self) -> None:
        self.clear(list(self.running))
