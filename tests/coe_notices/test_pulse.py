"""News without the database: who is answered what, and who is not."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from coe.notices import kinds, pulse
from coe.notices.api import tell
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from tests.factories.cast import Cast, Org, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})
    kinds.register("test.news", label="News", text="“%(title)s” waits.")
    cache.clear()


@pytest.fixture
def say(django_capture_on_commit_callbacks: Any) -> Any:
    def tell_them(org: Org, *people: Person, title: str = "A") -> None:
        with django_capture_on_commit_callbacks(execute=True), inside(org.id):
            tell(
                org.id, [person.member for person in people], "test.news", subject_type="test.thing",
                subject_id=uuid4(), url_name="settings", title=title,
            )  # fmt: skip

    return tell_them


def opened(client: Client, org: Org) -> dict[str, str]:
    """What the bell of a page carries."""
    page = client.get(org.url("settings/")).content.decode()
    bell = page[page.index('id="bell"') :]
    return {name: bell.split(f'data-{name}="')[1].split('"')[0] for name in ("pulse", "version")}


def ask(client: Client, bell: dict[str, str], **changes: str) -> Any:
    given = {"t": bell["pulse"], "v": bell["version"]} | changes
    return client.get(pulse.PATH, given)


def test_nothing_new_costs_no_query_and_no_session(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    bell = opened(client, north)
    before = Session.objects.get(pk=client.session.session_key).expire_date
    with CaptureQueriesContext(connection) as queries:
        answer = ask(client, bell)
    assert (answer.status_code, answer.content, len(queries)) == (204, b"", 0)
    assert not answer.cookies
    assert Session.objects.get(pk=client.session.session_key).expire_date == before


def test_news_is_counted_and_told_to_its_member_alone(cast: Cast, browse: Any, say: Any) -> None:
    north = cast.north
    mine, other, foreign = browse(north.cal), browse(north.bea), browse(cast.south.sam)
    bells = [opened(mine, north), opened(other, north), opened(foreign, cast.south)]
    say(north, north.cal, title="<b>Snow</b>")
    said = ask(mine, bells[0]).json()
    assert (said["unread"], said["label"]) == (1, "Notices: 1 unread")
    assert [one["text"] for one in said["news"]] == ["“<b>Snow</b>” waits."]
    assert said["news"][0]["url"].startswith(north.url("notices/"))
    assert ask(mine, bells[0], v=said["version"]).status_code == 204
    assert ask(other, bells[1]).status_code == ask(foreign, bells[2]).status_code == 204


def test_reading_in_one_tab_reaches_the_others(
    north: Org, browse: Any, say: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = browse(north.cal)
    say(north, north.cal)
    bell = opened(client, north)
    assert ask(client, bell).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        client.post(north.url("notices/read/"))
    said = ask(client, bell).json()
    assert (said["unread"], said["label"], said["news"]) == (0, "Notices", [])


def test_a_ticket_is_worth_nothing_without_its_session(north: Org, browse: Any, say: Any) -> None:
    client = browse(north.cal)
    bell = opened(client, north)
    say(north, north.cal)
    assert ask(Client(), bell).status_code == 401
    assert ask(browse(north.bea), bell).status_code == 401
    assert ask(client, bell, t="x" * 900).status_code == 410
    assert ask(client, bell, t="").status_code == 410
    assert client.post(pulse.PATH).status_code == 405
    assert ask(client, bell).status_code == 200


def test_it_ends_with_the_session_wherever_that_was_ended(north: Org, browse: Any, say: Any) -> None:
    client = browse(north.cal)
    bell = opened(client, north)
    key = client.session.session_key
    Session.objects.get(pk=key).delete()
    assert ask(client, bell).status_code == 401, "from Redis, without a query"
    cache.clear()
    say(north, north.cal)
    assert ask(client, bell).status_code == 401, "and from the database"


def test_whoever_left_hears_nothing(north: Org, browse: Any, say: Any) -> None:
    client = browse(north.cal)
    bell = opened(client, north)
    say(north, north.cal)
    with inside(north.id):
        Member.objects.filter(pk=north.cal.member.pk).update(left_at=timezone.now())
    assert ask(client, bell).status_code == 401


def test_an_old_ticket_is_renewed_and_one_that_slept_over_a_weekend_too(north: Org, browse: Any, say: Any) -> None:
    client = browse(north.cal)
    bell = opened(client, north)
    now = timezone.now().timestamp()
    with travel(now + pulse.RENEW + 60, tick=False):
        fresh = ask(client, bell).json()["ticket"]
        assert ask(client, bell, t=fresh).status_code == 204
    with travel(now + 5 * pulse.LIVES, tick=False):
        say(north, north.cal)
        said = ask(client, bell).json()
        assert (said["unread"], len(said["news"])) == (1, 1)
        assert ask(client, bell, t=said["ticket"], v=said["version"]).status_code == 204
        assert ask(browse(north.bea), bell).status_code == 401
        # Its session ended so long ago that only the database knows.
        Session.objects.get(pk=client.session.session_key).delete()
        cache.clear()
        assert ask(client, bell).status_code == 401


def test_odd_versions_and_a_resting_redis(north: Org, browse: Any, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browse(north.cal)
    bell = opened(client, north)
    say(north, north.cal)
    for odd in ("", "abc", "9" * 40, "-1", "\x00"):
        assert ask(client, bell, v=odd).status_code == 200

    def rests(*_args: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(pulse.cache, "get_many", rests)
    assert ask(client, bell).status_code == 503


def test_it_is_first_of_all() -> None:
    assert settings.MIDDLEWARE[0] == "coe.notices.pulse.Pulse"
