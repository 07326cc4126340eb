"""What an organisation asks about signing in holds for programs, feeds and what pages ask by themselves, too."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coe.notices.api import tell
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from publishing.content.models import Post
from tests.coe_accounts.test_second_factor import policy, today, with_password
from tests.coe_api.conftest import Program, program
from tests.factories.cast import Cast, Org, Person

__all__ = ["program"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


def factor(person: Person) -> None:
    Authenticator.objects.create(user=person.user, type="totp", data={"secret": "x"})


def feed_of(org: Org, browse: Any, person: Person) -> str:
    page = browse(person).post(org.url("calendar/feeds/"), {"name": "Mine"}).content.decode()
    return re.search(r"(/cal/northwind/[\w-]+\.ics)", page)[1]  # type: ignore[index]


def test_a_token_waits_for_its_owners_second_factor(north: Org, program: Callable[..., Program]) -> None:
    cal = program(north.cal)
    policy(north, factor_for="everybody", factor_from=today(days=5))
    assert cal.get("/me").status_code == 200
    policy(north, factor_from=today(days=-2))
    for answer in (cal.get("/me"), cal.get("/posts"), cal.patch("/me", {"name": "Changed"})):
        assert answer.status_code == 403
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].endswith("#problem-second-factor")
    with inside(north.id):
        assert Member.objects.get(pk=north.cal.member.pk).name == "Cal Creator"
    factor(north.cal)
    assert cal.get("/me").status_code == 200


def test_a_narrow_token_of_somebody_with_the_act_waits_too(north: Org, program: Callable[..., Program]) -> None:
    policy(north, factor_for="acts", factor_acts=["post.approve"], factor_from=today(days=-2))
    assert program(north.bea, acts=["post.see"]).get("/posts").status_code == 403
    assert program(north.cal, acts=["post.see"]).get("/posts").status_code == 200


def test_a_feed_closes_and_opens_with_the_second_factor(north: Org, browse: Any) -> None:
    address = feed_of(north, browse, north.cal)
    assert Client().get(address).status_code == 200
    policy(north, factor_for="everybody", factor_from=today(days=-2))
    assert Client().get(address).status_code == 404
    factor(north.cal)
    assert Client().get(address).status_code == 200


# ── what a page asks by itself ──────────────────────────────────────────────────────────────────


def bell(client: Client, org: Org) -> dict[str, str]:
    page = client.get(org.url("settings/")).content.decode()
    found = page[page.index('id="bell"') :]
    return {"t": found.split('data-pulse="')[1].split('"')[0], "v": found.split('data-version="')[1].split('"')[0]}


def say(org: Org, person: Person, commit: Any) -> None:
    with commit(execute=True), inside(org.id):
        tell(
            org.id, [person.member], "member.joined", subject_type="tenancy.member", subject_id=person.member.pk,
            url_name="members", name="Secret Sue",
        )  # fmt: skip


@pytest.mark.parametrize("closes", ["idle", "session", "factor"])
def test_news_is_not_told_behind_a_closed_door(
    north: Org, closes: str, django_capture_on_commit_callbacks: Any
) -> None:
    client = with_password(north.cal)
    policy(north, **{"idle": {"idle_minutes": 30}, "session": {"session_hours": 1}, "factor": {}}[closes])
    given = bell(client, north)
    say(north, north.cal, django_capture_on_commit_callbacks)
    answer = client.get("/-/pulse", given)
    assert (answer.status_code, "Secret Sue" in answer.content.decode()) == (200, True)
    if closes == "factor":
        policy(north, factor_for="everybody", factor_from=today(days=-2))
    with time_machine.travel(timezone.now() + timedelta(minutes=70 if closes != "factor" else 0), tick=False):
        answer = client.get("/-/pulse", given)
        assert (answer.status_code, answer.content) == (401, b"")


def test_a_page_that_says_it_is_open_is_nobody_at_work(cast: Cast) -> None:
    north = cast.north
    with inside(north.id):
        author = north.cal.member
        post = Post.objects.create(org=north.organisation, brand=north.brands["harbour"], zone="UTC", author=author)
    sign = north.url(f"here/publishing.post/{post.pk}/")
    policy(north, idle_minutes=30)
    client = with_password(north.cal)
    begin = timezone.now()
    said = []
    for minutes, headers in ((10, {"hx-request": "true"}), (20, {}), (29, {"hx-request": "true"}), (31, {})):
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
            said.append(client.post(sign, {"mode": "writing"}, headers=headers).status_code)
    # A good-bye that comes too late is no form that is sent again after signing in.
    assert said == [200, 200, 200, 401]
    assert not [key for key in client.session.keys() if "reauth" in key.lower() or "suspend" in key.lower()]  # noqa: SIM118
    with time_machine.travel(begin + timedelta(minutes=32), tick=False):
        assert client.get(north.url("settings/")).status_code == 302


def test_typing_is_being_at_work(north: Org) -> None:
    policy(north, idle_minutes=30)
    client = with_password(north.cal)
    begin = timezone.now()
    typed = {"name": "Cal Creator", "language": "en", "theme": "dark", "zone": "", "clock": ""}
    for minutes in (20, 40, 60):
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
            answer = client.post(north.url("settings/profile/"), typed, headers={"hx-request": "true"})
            assert answer.status_code != 401, minutes
