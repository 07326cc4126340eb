"""Channels are listened to by themselves: what comes is kept once, and joined to the post it answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coe.tenancy.context import inside
from listening.mentions.models import Mention
from listening.sources import actions, polling
from listening.sources.models import Source
from listening.sources.polling import poll
from listening.sources.sweeping import due_sources
from publishing.channels.base import Again, Code, Heard, HeardItem, Refused, Unknown
from publishing.models import Channel
from tests.factories.cast import Cast, Org
from tests.listening.conftest import PORTS, make_channel, make_version, source_of, system
from tests.tools.mastodon import MastodonServer, start_mastodon
from tests.tools.process import free_port


class Network:
    """An adapter that says what it is told to say."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.cursors: list[str | None] = []

    def listen(self, cursor: str | None) -> Any:
        self.cursors.append(cursor)
        return self.answers.pop(0)


def item(number: int, text: str = "Lovely @harbour", kind: str = "mention", to: str = "") -> HeardItem:
    return HeardItem(
        remote_id=f"at://did:plc:mia/post/{number}",
        kind=kind,
        author_handle="mia.example",
        author_name="Mia",
        author_url="https://net.example/mia",
        text=text,
        lang="",
        url=f"https://net.example/mia/{number}",
        in_reply_to=to,
        published_at=datetime(2026, 11, 2, 8, number, tzinfo=UTC),
    )


@pytest.fixture
def ear(north: Org) -> Source:
    with inside(north.id):
        return source_of(make_channel(north, network="bluesky", handle="harbour.example", identifier="x"))


@pytest.fixture
def hears(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(*answers: Any) -> Network:
        network = Network(*answers)
        monkeypatch.setattr(polling, "open_adapter", lambda _channel: network)
        return network

    return use


def ask(org: Org, source: Source) -> int | None:
    with inside(org.id):
        Source.objects.filter(pk=source.pk).update(next_poll_at=timezone.now() - timedelta(seconds=1))
    return poll(org.id, source.pk)


def rows(org: Org) -> list[Mention]:
    with inside(org.id):
        return list(Mention.objects.order_by("published_at", "remote_id"))


def now(org: Org, source: Source) -> Source:
    with inside(org.id):
        return Source.objects.select_related("channel").get(pk=source.pk)


def test_what_comes_again_is_kept_once(north: Org, ear: Source, hears: Any) -> None:
    """Networks repeat the items of the same instant."""
    network = hears(Heard((item(1), item(2)), "c1"), Heard((item(2), item(3), item(3)), "c2"))
    assert ask(north, ear) == 2
    assert ask(north, ear) == 1
    assert network.cursors == [None, "c1"]
    assert [one.remote_id[-1] for one in rows(north)] == ["1", "2", "3"]
    assert now(north, ear).cursor == "c2"


def test_a_reply_that_comes_as_a_mention_is_joined_to_our_post(north: Org, ear: Source, hears: Any) -> None:
    with inside(north.id):
        channel = Channel.objects.get(pk=ear.channel_id)
        version = make_version(north, north.cal, channel, "at://us/post/9")
    hears(Heard((item(1, to="at://us/post/9"), item(2, kind="reply", to="at://them/1"), item(3)), "c"))
    ask(north, ear)
    assert [(one.kind, one.version_id) for one in rows(north)] == [
        ("reply", version.pk),
        ("reply", None),
        ("mention", None),
    ]


def test_an_answer_heard_before_its_delivery_was_settled_is_joined_later(north: Org, ear: Source, hears: Any) -> None:
    hears(Heard((item(1, to="at://us/late"),), "c"), Heard((), "c"))
    ask(north, ear)
    assert rows(north)[0].version_id is None
    with inside(north.id):
        version = make_version(north, north.cal, Channel.objects.get(pk=ear.channel_id), "at://us/late")
    ask(north, ear)
    assert [(one.kind, one.version_id) for one in rows(north)] == [("reply", version.pk)]


def test_another_channels_post_is_not_ours_here(north: Org, ear: Source, hears: Any) -> None:
    with inside(north.id):
        other = make_channel(north, "valley", "bluesky", "valley.example")
        make_version(north, north.vic, other, "at://us/post/9")
    hears(Heard((item(1, to="at://us/post/9"),), "c"))
    ask(north, ear)
    assert rows(north)[0].version_id is None


def test_a_lost_login_is_said_and_asked_rarely(north: Org, ear: Source, hears: Any, browse: Any) -> None:
    network = hears(Refused(Code.RECONNECT, "token expired"))
    ask(north, ear)
    source = now(north, ear)
    assert (source.problem, source.channel and source.channel.state) == ("reconnect", "attention")
    page = browse(north.cleo).get(north.url("listening/sources/")).content.decode()
    assert "The login no longer works. Connect the channel again." in page
    # While the channel waits for its login, the network is left alone.
    ask(north, ear)
    assert len(network.cursors) == 1


def test_a_channel_that_is_connected_again_is_heard_at_once(north: Org, ear: Source, hears: Any) -> None:
    hears(Refused(Code.RECONNECT, ""))
    ask(north, ear)
    with inside(north.id):
        Channel.objects.filter(pk=ear.channel_id).update(state="connected")
        assert actions.follow_channels(system(north.id)) == [ear.pk]
    source = now(north, ear)
    assert (source.problem, source.next_poll_at <= timezone.now()) == ("", True)


def test_the_network_may_ask_to_wait(north: Org, ear: Source, hears: Any) -> None:
    hears(Again(7200, "slow down"), Unknown("reset"))
    ask(north, ear)
    source = now(north, ear)
    assert source.problem == "again"
    assert 7190 < (source.next_poll_at - timezone.now()).total_seconds() <= 7200
    ask(north, ear)
    source = now(north, ear)
    assert (source.problem, source.failures) == ("unknown", 2)


def test_channels_become_sources_by_themselves_and_once(north: Org) -> None:
    with inside(north.id):
        make_channel(north, network="mastodon", handle="@a")
        make_channel(north, network="newsroom", handle="harbour")
        off = make_channel(north, network="bluesky", handle="b.example")
        Channel.objects.filter(pk=off.pk).update(state="off")
        assert len(actions.follow_channels(system(north.id))) == 1
        assert actions.follow_channels(system(north.id)) == []
        assert [source.name for source in Source.objects.all()] == ["@a"]


def test_a_channel_switched_off_is_listened_to_no_more(north: Org, ear: Source, hears: Any) -> None:
    with inside(north.id):
        Channel.objects.filter(pk=ear.channel_id).update(state="off")
        actions.follow_channels(system(north.id))
    network = hears()
    assert ask(north, ear) is None
    assert network.cursors == []


def test_sweeping_takes_turns_between_organisations_and_finds_each_once(cast: Cast, woken: Any) -> None:
    from django.db import connection

    for org, count in ((cast.north, 3), (cast.south, 1)):
        brand = next(iter(org.brands))
        with inside(org.id):
            for number in range(count):
                make_channel(org, brand, "mastodon", f"@{number}")
            actions.follow_channels(system(org.id))
    found = due_sources(connection)
    assert sorted(org for org, _source in found) == sorted([cast.north.id] * 3 + [cast.south.id])
    assert due_sources(connection) == []


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with start_mastodon(free_port(*PORTS)) as started:
        yield started


def test_a_reply_on_a_real_server_arrives_as_an_answer(
    north: Org, server: MastodonServer, settings: Any, browse: Any
) -> None:
    """A Mastodon server we did not write: alice is ours, bob answers her."""
    settings.HTTP_ALLOW = [server.url.removeprefix("http://")]
    ours = server.post("/api/v1/statuses", status="First snow on the pass.")
    with inside(north.id):
        channel = make_channel(north, "harbour", "mastodon", "alice", server=server.url, token=server.token)
        version = make_version(north, north.cal, channel, ours["id"])
        source = source_of(channel)
    server.post("/api/v1/statuses", "bob", status="@alice 好漂亮的雪！", in_reply_to_id=ours["id"])
    server.post("/api/v1/statuses", "carol", status="Thinking of @alice today")
    assert ask(north, source) == 2
    assert ask(north, source) == 0
    found = {one.author_handle: (one.kind, one.version_id, one.language) for one in rows(north)}
    assert found["bob"][:2] == ("reply", version.pk)
    assert found["carol"][:2] == ("mention", None)
    server.post("/api/v1/statuses", "carol", status="@alice again")
    assert ask(north, source) == 1
    page = browse(north.gus).get(north.url("listening/mentions/"), {"kind": "reply"}).content.decode()
    assert "好漂亮的雪" in page
    assert north.url(f"posts/{version.post_id}/") in page


def test_the_tasks_hand_each_source_to_a_worker(north: Org, ear: Source, hears: Any, monkeypatch: Any) -> None:
    from listening.sources import tasks

    asked: list[dict[str, str]] = []
    monkeypatch.setattr(tasks.poll, "delay", lambda **given: asked.append(given))
    monkeypatch.setattr(tasks.follow, "delay", lambda **given: tasks.follow(**given))
    with inside(north.id):
        make_channel(north, "valley", "mastodon", "@valley")
    tasks.discover()
    tasks.sweep()
    assert len(asked) == 2
    hears(Heard((item(1),), "c"))
    tasks.poll(org_id=str(north.id), source=str(ear.pk))
    assert len(rows(north)) == 1
