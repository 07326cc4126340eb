"""Programs with tokens, calling as the cast."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coe.access.acts import GRANTABLE, Act
from coe.access.founding import found
from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.api.models import ApiToken, TokenKey
from coe.api.secrets import fingerprint, new_secret
from coe.tenancy.context import inside
from publishing.connections.models import Channel
from tests.factories.cast import Org, Person, add_person

ROOT = "/api/v1"
ZONE = "Europe/Zurich"
ANY = [*(act.value for act in GRANTABLE), Act.SELF_ACCOUNT.value]
KEYS = count()


@dataclass
class Program:
    """`get`, `post` … answer the response; `.json()` reads it. Writes carry a new Idempotency-Key each."""

    secret: str
    token: ApiToken
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def call(
        self, method: str, path: str, body: Any = None, *, key: str = "", language: str = "en", **headers: Any
    ) -> Any:
        said = {"Authorization": f"Bearer {self.secret}", "Accept-Language": language, **headers}
        if method != "GET":
            said.setdefault("Idempotency-Key", key or f"key-{next(KEYS)}")
        more: dict[str, Any] = {}
        if method != "GET":
            more = {"data": json.dumps({} if body is None else body), "content_type": "application/json"}
        elif body:
            more = {"data": body}
        address = path if path.startswith("http") else ROOT + path
        return getattr(self.client, method.lower())(address, headers=said, **more)

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, query)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("PATCH", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("PUT", path, body, **more)


def give_token(
    person: Person, *, acts: Iterable[str] = ANY, brands: Any = None, days: float = 30
) -> tuple[str, ApiToken]:
    """A token as the action makes it, for people who may not make one too."""
    secret = new_secret()
    now = timezone.now()
    with inside(person.member.org_id):
        token = ApiToken.objects.create(
            org_id=person.member.org_id,
            member=person.member,
            name="test",
            secret_hash=fingerprint(secret),
            last_four=secret[-4:],
            acts=sorted(acts),
            whole=brands is None,
            brands=[b.pk for b in brands or []],
            made_at=now - timedelta(days=1),
            expires_at=now + timedelta(days=days),
        )
    TokenKey.objects.create(secret_hash=token.secret_hash, org_id=token.org_id)
    return secret, token


@pytest.fixture
def program() -> Callable[..., Program]:
    """`program(north.cal, acts=[…], brands=[…])` calls as a person."""
    cache.clear()

    def make(person: Person, **limits: Any) -> Program:
        return Program(*give_token(person, **limits))

    return make


def all_roles(org: Org, name: str, first: str) -> Person:
    """Somebody who holds every default role on the whole organisation."""
    person = add_person(org, name, first, "admin", "org")
    with inside(org.id):
        found(org.organisation)
        for role in Role.objects.exclude(key__in=["admin", ""]):
            put_right_rows(
                Grant.objects.create(
                    org=org.organisation,
                    member=person.member,
                    role=role,
                    scope=Scope.ORGANISATION,
                    scope_id=org.id,
                    scope_label="all",
                    reason="test",
                )
            )
    return person


def newsroom_of(org: Org, brand: str = "harbour") -> Channel:
    """A connected newsroom channel."""
    with inside(org.id):
        made = Channel.objects.create(
            org=org.organisation, brand=org.brands[brand], network="newsroom", handle=brand, name=f"{brand} news"
        )
        Channel.objects.filter(pk=made.pk).update(state="connected")
        made.refresh_from_db()
    return made


@pytest.fixture
def news(north: Org) -> Channel:
    """A connected newsroom channel of harbour."""
    return newsroom_of(north)


@pytest.fixture(autouse=True)
def plenty(settings: Any) -> None:
    """Tests ask more often than a program may; those about limits set their own."""
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 100_000)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def tomorrow(hour: int = 10, days: int = 1) -> str:
    """A wall time in the brands' zone."""
    local = timezone.now().astimezone(ZoneInfo(ZONE)) + timedelta(days=days)
    return local.strftime(f"%Y-%m-%dT{hour:02d}:00")


def body_of(news: Channel, **more: Any) -> dict[str, Any]:
    """What a program posts for a whole post on the newsroom."""
    return {
        "brand_id": str(news.brand_id),
        "title": "Breakfast on the water",
        "text": "The first boat leaves at seven.",
        "link_url": "https://example.com/breakfast",
        "slot": {"time": tomorrow(), "zone": ZONE},
        "versions": [{"channel_id": str(news.pk)}],
        **more,
    }
