"""The whole product on loopback: pages, Celery workers and beat as their own processes, over one test database."""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.factories.cast import PASSWORD, Person
from tests.tools.process import Server, free_port

ROOT = Path(__file__).parents[2]


def chromium() -> str:
    """The browser to drive, or ""."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = (shutil.which(name) for name in names)
    return os.environ.get("COE_CHROMIUM") or next((path for path in found if path), "")


def app_url(alias: str) -> str:
    said = settings.DATABASES[alias]
    return f"postgres://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


@dataclass
class Product:
    """What runs. `url` is where the pages are."""

    url: str
    home: Path
    servers: list[Server] = field(default_factory=list)

    def said(self) -> str:
        return "\n".join(server.said()[-4000:] for server in self.servers)

    def stop(self) -> None:
        for server in reversed(self.servers):
            server.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def redis_url() -> str:
    """A Redis database of its own: the queues of a running product on the same server stay untouched."""
    redis, _slash, number = (
        settings.REDIS_URL.rpartition("/") if settings.REDIS_URL.count("/") > 2 else (settings.REDIS_URL, "/", "0")
    )
    return f"{redis}/{(int(number or 0) + 8) % 16}"


def start(
    *,
    allow: list[str],
    workers: bool = True,
    processes: int = 1,
    threads: int = 8,
    changed: dict[str, str] | None = None,
) -> Product:
    """Starts everything over the test database, or without `workers` only the pages.

    `allow` are the host:port pairs it may call out to; `changed` are settings of its own, by name.
    """
    home = Path(tempfile.mkdtemp(prefix="coe-e2e-"))
    port = free_port(31000, 31900)
    env = {
        "DJANGO_SETTINGS_MODULE": "coe.settings",
        "PYTHONPATH": str(ROOT),
        "COE_HOME": str(home),
        "COE_MEDIA_ROOT": str(home / "media"),
        "COE_BASE_URL": f"http://localhost:{port}",
        "COE_HTTP_ALLOW": ",".join(allow),
        "DATABASE_URL": app_url("default"),
        "DATABASE_OWNER_URL": app_url("owner"),
        "REDIS_URL": redis_url(),
        "COE_SECRET_KEY": settings.SECRET_KEY,
        "COE_CREDENTIAL_KEYS": ",".join(settings.CREDENTIAL_KEYS),
        "COE_LOG_LEVEL": "INFO",
        **(changed or {}),
    }
    product = Product(f"http://localhost:{port}", home)
    python = [sys.executable, "-m"]
    beat = ["celery", "-A", "coe", "beat", "--schedule", str(home / "beat"), "--pidfile="]
    work = ["celery", "-A", "coe", "worker", "-c", "2"]
    pages = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(processes), "--blocking-threads", str(threads), "--no-ws", "coe.wsgi:application",
    ]  # fmt: skip
    try:
        collect = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "-v", "0"]
        os.spawnve(os.P_WAIT, sys.executable, collect, {**os.environ, **env})
        product.servers.append(Server(pages, ready=lambda: _ready(product.url), env=env, seconds=90))
        if not workers:
            return product
        product.servers.append(Server([*python, *work, "-n", "publish@%h", "-Q", "publish"], ready=_always, env=env))
        rest = [*python, *work, "-n", "rest@%h", "-Q", "poll,media,mail,hooks,maintenance"]
        product.servers.append(Server(rest, ready=_always, env=env))
        product.servers.append(Server([*python, *beat], ready=_always, env=env))
    except BaseException:
        product.stop()
        raise
    return product


def _always() -> bool:
    return True


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def stored(password: str) -> str:
    """As the product's own settings keep it; those of tests take a quicker hash, which it would not know."""
    return PBKDF2PasswordHasher().encode(password, "testsalt", iterations=1000)


def give_passwords(people: list[Person]) -> None:
    """Lets people sign in by the form, with the hash that the product's own settings understand."""
    from allauth.account.models import EmailAddress

    for person in people:
        type(person.user).objects.filter(pk=person.user.pk).update(password=stored(PASSWORD))
        EmailAddress.objects.get_or_create(
            user=person.user, email=person.user.email, defaults={"verified": True, "primary": True}
        )


def sign_in(page: Any, url: str, person: Person) -> None:
    page.goto(f"{url}/account/login/")
    page.locator("input[name=login]").fill(person.user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], form button.btn-primary").first.click()
    page.wait_for_url("**/o/**")
