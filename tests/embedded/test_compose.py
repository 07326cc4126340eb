"""The compose file: every program watched, no secret with a default, no database in reach of the network."""

import re
from typing import Any

import pytest
import yaml

from coe.celery import QUEUES
from coe.embedded import places, services

TEXT = (places.ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
SECRET = re.compile(r"PASSWORD|SECRET|KEY|_URL")
MAY_BE_EMPTY = {"COE_MAIL_PASSWORD"}  # a mail catcher asks for none


def test_everything_the_product_needs_is_there() -> None:
    assert set(SERVICES) == {
        "migrate", "web", "worker-publish", "worker", "beat", "postgres", "redis", "mail",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_program_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_no_secret_has_a_default() -> None:
    asked = re.findall(r"\$\{(\w+)(:?[-?])?([^}]*)\}", TEXT)
    secrets = {one for one in asked if SECRET.search(one[0]) and one[0] not in MAY_BE_EMPTY}
    assert {name for name, _, _ in secrets} >= {
        "COE_APP_PASSWORD", "COE_OWNER_PASSWORD", "COE_POSTGRES_PASSWORD", "COE_REDIS_PASSWORD",
        "COE_SECRET_KEY", "COE_CREDENTIAL_KEYS",
    }  # fmt: skip
    assert [name for name, how, text in secrets if how != ":?" or not text] == []


def test_no_secret_is_written_into_the_file() -> None:
    held = {
        (name, value)
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if SECRET.search(name) or name == "REDISCLI_AUTH"
    }
    assert {(name, value) for name, value in held if ":?" not in value} == {
        ("COE_MAIL_PASSWORD", "${COE_MAIL_PASSWORD:-}"),
        # An address without a password opens nothing.
        ("DATABASE_OWNER_URL", "postgres://coe_owner@postgres:5432/coe"),
    }


def test_only_pages_are_published_and_only_on_this_host() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"web", "mail"}
    assert all("127.0.0.1" in port.rpartition(":")[0] for ports in published.values() for port in ports)
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}


def test_only_the_one_that_migrates_knows_the_owners_password() -> None:
    knowing = {name for name, service in SERVICES.items() if "COE_OWNER_PASSWORD" in str(service)}
    assert knowing == {"migrate", "postgres"}


def test_every_queue_is_worked_on_and_publishing_has_a_worker_of_its_own() -> None:
    words = [SERVICES[name]["command"] for name in ("worker-publish", "worker")]
    queues = [line[line.index("-Q") + 1] for line in words]
    assert queues == list(services.WORKERS.values())
    assert sorted(",".join(queues).split(",")) == sorted(QUEUES)
    assert queues[0] == "publish"
