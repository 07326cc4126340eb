"""What every channel adapter promises, whatever its network does."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from coe.web.http import Http
from publishing.channels.base import (
    Again,
    Code,
    Connected,
    Heard,
    NotFound,
    Refused,
    Sent,
    Unknown,
)
from publishing.channels.registry import NETWORKS, abilities_for, adapter_for
from tests.contracts.fakes import captured
from tests.contracts.fakes.server import Fault, Reply
from tests.contracts.harness import (
    HARNESSES,
    PAGE,
    SERVED_HERE,
    START,
    Harness,
    image,
    message,
)

ON_THE_WIRE = sorted(name for name in HARNESSES if name not in SERVED_HERE)


@pytest.fixture
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    built = HARNESSES[request.param]()
    yield built
    built.stop()


every = pytest.mark.parametrize("harness", sorted(HARNESSES), indirect=True)
wired = pytest.mark.parametrize("harness", ON_THE_WIRE, indirect=True)


def fail(harness: Harness, kind: str, reply: Reply | None = None, *, does_work: bool = True, at: str = "") -> None:
    assert harness.server
    harness.server.faults.append(Fault(at or harness.commit, kind, reply, does_work))  # type: ignore[arg-type]


def test_every_network_has_a_harness() -> None:
    assert {build().network for build in HARNESSES.values()} == set(NETWORKS)


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_a_network_states_its_limits_without_being_called(network: str) -> None:
    abilities = abilities_for(network)
    assert abilities.name == NETWORKS[network].name
    assert abilities.max_images > 0
    assert abilities == adapter_for(network).abilities_from({})


@every
def test_a_message_is_sent_and_found_again(harness: Harness) -> None:
    what = message("Good morning https://example.org/a", images=[image(1), image(2)])
    sent = harness.publish(what)
    assert isinstance(sent, Sent)
    assert sent.remote_id
    assert sent.url
    assert harness.posts() == 1
    assert harness.find(what) == sent or harness.find(what).remote_id == sent.remote_id


@every
def test_the_same_key_twice_makes_one_post(harness: Harness) -> None:
    """Also when nothing was saved of the first try but what `save` was given."""
    what = message(images=[image()])
    first, second = harness.publish(what), harness.publish(what)
    assert isinstance(first, Sent)
    if isinstance(second, Unknown):  # a server without keys and a post just made: it must be looked up
        second = harness.find(what)
    assert isinstance(second, Sent)
    assert first.remote_id == second.remote_id
    assert harness.posts() == 1


@every
def test_two_messages_with_the_same_words_make_two_posts(harness: Harness) -> None:
    assert isinstance(harness.publish(message("Same")), Sent)
    harness.saved = {}
    harness.wait(hours=1)
    assert isinstance(harness.publish(message("Same")), Sent)
    assert harness.posts() == 2


@every
def test_nothing_is_found_of_a_message_that_was_never_sent(harness: Harness) -> None:
    assert harness.find(message()) == NotFound(may_send_again=True, detail=harness.find(message()).detail)
    assert harness.posts() == 0


@every
def test_a_check_says_who_is_connected(harness: Harness) -> None:
    connected = harness.adapter().check()
    assert isinstance(connected, Connected)
    assert connected.session == harness.session
    if harness.network not in SERVED_HERE:
        assert connected.handle.startswith("alice")
        assert connected.display_name == "Alice"


@every
def test_secrets_do_not_show_when_printed(harness: Harness) -> None:
    harness.publish(message())
    shown = repr(harness.adapter()) + repr(harness.adapter().check())
    secrets = [harness.credentials.get(name) for name in ("password", "token")]
    secrets += [harness.session.get(name) for name in ("access", "refresh")]
    assert not [secret for secret in secrets if secret and secret in shown]


# -- when the answer is lost ----------------------------------------------------------------------------


@wired
@pytest.mark.parametrize("kind", ["hang", "reset"])
def test_a_lost_answer_leaves_the_outcome_unknown_and_is_found_by_looking(harness: Harness, kind: str) -> None:
    what = message("Only once", images=[image()])
    fail(harness, kind)
    assert isinstance(harness.publish(what), Unknown)
    found = harness.find(what)
    assert isinstance(found, Sent)
    assert harness.posts() == 1


@wired
def test_a_lost_answer_followed_by_a_blind_second_try_still_makes_one_post(harness: Harness) -> None:
    what = message("Only once")
    fail(harness, "reset")
    assert isinstance(harness.publish(what), Unknown)
    assert isinstance(harness.publish(what), Sent)
    assert harness.posts() == 1


@wired
def test_a_request_that_never_did_its_work_may_be_sent_again_once_settled(harness: Harness) -> None:
    what = message("Only once")
    fail(harness, "hang", does_work=False)
    assert isinstance(harness.publish(what), Unknown)
    harness.wait(minutes=5)
    found = harness.find(what)
    assert isinstance(found, NotFound)
    assert found.may_send_again
    assert isinstance(harness.publish(what), Sent)
    assert harness.posts() == 1


@wired
@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_broken_server_may_have_published_all_the_same(harness: Harness, status: int) -> None:
    what = message()
    fail(harness, "reply", Reply(status, PAGE.body, PAGE.headers))
    assert isinstance(harness.publish(what), Unknown)
    assert isinstance(harness.find(what), Sent)
    assert harness.posts() == 1


@wired
def test_an_answer_that_is_a_page_or_too_large_leaves_the_outcome_unknown(harness: Harness) -> None:
    for reply in (PAGE, Reply(200, b" " * 6_000_000)):
        what = message(f"Answered with {len(reply.body)} bytes")
        harness.saved = {}
        fail(harness, "reply", reply)
        assert isinstance(harness.publish(what), Unknown)
        assert isinstance(harness.find(what), Sent)
    assert harness.posts() == 2


@wired
@pytest.mark.parametrize("reply", [PAGE, Reply(503, PAGE.body), Reply(200, {"odd": []})], ids=["page", "503", "odd"])
def test_looking_up_on_a_broken_server_finds_nothing_out(harness: Harness, reply: Reply) -> None:
    """Least of all may it be taken for proof that the post is not there."""
    what = message()
    fail(harness, "reset")
    harness.publish(what)
    path = {"bluesky": "getRecord", "mastodon": "/api/v1/accounts/"}[harness.network]
    fail(harness, "reply", reply, at=path)
    assert isinstance(harness.find(what), Unknown)


# -- when it is certain that nothing happened -----------------------------------------------------------


@wired
def test_a_refused_connection_means_again(harness: Harness) -> None:
    harness.adapter().check()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
    harness.credentials |= {name: closed for name in ("server", "service") if name in harness.credentials}
    again = harness.publish(message(), transport=Http(allow=frozenset({closed.removeprefix("http://")})))
    assert isinstance(again, Again)
    assert again.after_seconds >= 1
    assert harness.posts() == 0


@wired
def test_too_many_requests_says_how_long_to_wait(harness: Harness) -> None:
    until = START + timedelta(minutes=10)
    for headers, seconds in (
        ({"Retry-After": "42"}, 42),
        ({"Retry-After": format_datetime(until, usegmt=True)}, 600),
        ({"X-RateLimit-Reset": "2026-11-22T09:10:00.000Z"}, 600),
        ({"X-RateLimit-Reset": str(int(until.timestamp()))}, 600),
        ({"RateLimit-Reset": str(int(until.timestamp()))}, 600),
        ({"RateLimit-Reset": "90"}, 90),
        ({"X-RateLimit-Reset": "2026-11-22T08:00:00Z"}, 1),
        ({"Retry-After": "99999999"}, 6 * 3600),
        ({"Retry-After": "soon"}, 60),
        ({}, 60),
    ):
        fail(harness, "reply", Reply(429, {"error": "Too many"}, headers), does_work=False)
        again = harness.publish(message())
        assert isinstance(again, Again), headers
        assert again.after_seconds == seconds, headers
    assert harness.posts() == 0


@wired
def test_a_login_that_no_longer_holds_asks_to_reconnect(harness: Harness) -> None:
    refused = harness.publish(message(), credentials={**harness.credentials, **harness.wrong})
    assert isinstance(refused, Refused)
    assert refused.code == Code.RECONNECT
    assert harness.posts() == 0
    checked = harness.adapter(credentials={**harness.credentials, **harness.wrong}).check()
    assert isinstance(checked, Refused)
    assert checked.code == Code.RECONNECT


@wired
def test_401_when_publishing_asks_to_reconnect(harness: Harness) -> None:
    for _ in range(2):  # once more after the session was renewed
        fail(harness, "reply", Reply(401, {"error": "AuthMissing", "message": "no"}), does_work=False)
    refused = harness.publish(message())
    assert isinstance(refused, Refused)
    assert refused.code == Code.RECONNECT
    assert harness.posts() == 0


@wired
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, Code.INVALID), (403, Code.FORBIDDEN), (404, Code.NOT_FOUND), (410, Code.NOT_FOUND),
        (413, Code.MEDIA), (422, Code.INVALID), (451, Code.NETWORK_RULE), (301, Code.INVALID),
    ],
)  # fmt: skip
def test_a_plain_no_is_refused_with_its_reason(harness: Harness, status: int, code: Code) -> None:
    """Whether it comes as JSON or as a page."""
    for reply in (
        Reply(status, {"error": "No", "message": "because"}),
        Reply(status, PAGE.body, PAGE.headers),
    ):
        fail(harness, "reply", reply, does_work=False)
        refused = harness.publish(message())
        assert isinstance(refused, Refused)
        assert refused.code == code
        assert "<" not in refused.detail
    assert harness.posts() == 0


@wired
def test_an_address_inside_a_private_network_is_refused(harness: Harness) -> None:
    refused = harness.publish(message(), transport=Http())
    assert isinstance(refused, Refused)
    assert refused.code == Code.INVALID
    assert harness.server
    assert harness.server.requests == []


@wired
@pytest.mark.parametrize("address", ["http://social.example", "https://me:word@social.example", "", "ftp://x"])
def test_a_login_is_not_sent_to_an_address_without_encryption(harness: Harness, address: str) -> None:
    name = "service" if "service" in harness.credentials else "server"
    address = address or "   /"
    checked = harness.adapter(credentials={**harness.credentials, name: address}).check()
    assert isinstance(checked, Refused)
    assert checked.code == Code.INVALID


# -- in several steps -----------------------------------------------------------------------------------


@wired
def test_uploads_are_saved_before_the_next_call_and_not_repeated(harness: Harness) -> None:
    """The second image fails; the next try goes on with it and leaves the first alone."""
    what = message(images=[image(1), image(2)])
    assert harness.server
    fail(harness, "reply", None, at=harness.upload)  # the first passes
    fail(harness, "reset", None, does_work=False, at=harness.upload)
    assert isinstance(harness.publish(what), Again)
    assert len(harness.server.called(harness.upload)) == 2
    assert harness.posts() == 0
    assert isinstance(harness.publish(what), Sent)
    assert len(harness.server.called(harness.upload)) == 3
    assert len(harness.server.called(harness.commit)) == 1
    assert harness.posts() == 1


@wired
def test_a_stop_right_before_publishing_is_survived(harness: Harness) -> None:
    """The process dies when it has saved and before it sends: nothing is lost and nothing comes twice."""
    what = message(images=[image()])

    class Died(Exception):
        pass

    def save(handles: dict[str, object]) -> None:
        harness.saved = handles
        assert harness.server
        if harness.server.called(harness.upload):
            raise Died

    with pytest.raises(Died):
        harness.adapter().publish(what, handles={}, save=save)
    assert harness.posts() == 0
    harness.wait(minutes=5)
    assert isinstance(harness.find(what), NotFound)
    assert isinstance(harness.publish(what), Sent)
    assert harness.posts() == 1


@wired
def test_another_account_does_not_take_over_a_delivery_under_way(harness: Harness) -> None:
    fail(harness, "reset")
    what = message()
    assert isinstance(harness.publish(what), Unknown)
    harness.session |= {"did": "did:plc:other"} if harness.network == "bluesky" else {"account": {"id": "other"}}
    refused = harness.publish(what)
    assert isinstance(refused, Refused)
    assert harness.posts() == 1


# -- limits ---------------------------------------------------------------------------------------------


@every
def test_the_longest_text_passes_and_one_more_is_refused_before_it_is_sent(harness: Harness) -> None:
    harness.adapter().check()
    limit = harness.adapter().abilities.max_length
    assert limit
    for sign in ("a", "字"):
        harness.saved = {}
        assert isinstance(harness.publish(message(sign * limit)), Sent), sign
    refused = harness.publish(message("a" * (limit + 1)))
    assert isinstance(refused, Refused)
    assert refused.code == Code.TOO_LONG
    assert harness.posts() == 2


@every
def test_what_cannot_be_sent_is_named_before_it_is_tried(harness: Harness) -> None:
    abilities = harness.adapter().abilities
    assert [problem.code for problem in abilities.problems(message(""))] == ["empty"]
    assert [problem.code for problem in abilities.problems(message(images=[image(alt=" ")]))] == ["alt_missing"]
    assert [problem.code for problem in abilities.problems(message(images=[image(mime="image/bmp")]))] == ["image_type"]
    assert [problem.code for problem in abilities.problems(message(link="javascript:x"))] == ["not_an_address"]
    many = [image(number) for number in range(abilities.max_images + 1)]
    (problem,) = abilities.problems(message(images=many))
    assert (problem.field, problem.code) == ("images", "too_many_images")
    assert problem.params == {"count": abilities.max_images + 1, "limit": abilities.max_images}
    refused = harness.publish(message(images=many))
    assert isinstance(refused, Refused)
    assert refused.code == Code.MEDIA
    assert harness.posts() == 0


@wired
def test_the_server_s_own_no_to_a_long_text_is_understood(harness: Harness) -> None:
    """Should our count ever differ from theirs."""
    fail(harness, "reply", captured.reply(harness.network, "too_long"), does_work=False)
    refused = harness.publish(message())
    assert isinstance(refused, Refused)
    assert refused.code == Code.TOO_LONG


# -- figures and voices ---------------------------------------------------------------------------------


@every
def test_figures_are_those_the_network_promises(harness: Harness) -> None:
    sent = harness.publish(message())
    assert isinstance(sent, Sent)
    harness.wait(hours=1)
    readings = harness.adapter().read_posts([sent.remote_id, "unknown"])
    assert isinstance(readings, list)
    abilities = harness.adapter().abilities
    assert {reading.metric for reading in readings} <= set(abilities.metrics)
    assert {reading.metric for reading in readings} >= set(abilities.metrics) - {"quotes"}
    assert {reading.remote_id for reading in readings} == {sent.remote_id}
    assert {reading.fetched_at for reading in readings} == {harness.now}
    channel = harness.adapter().read_channel()
    assert isinstance(channel, list)
    assert {reading.remote_id for reading in channel} == {""}
    assert {reading.metric for reading in channel} <= set(abilities.channel_metrics)
    assert harness.adapter().read_posts([]) == []


@wired
@pytest.mark.parametrize("work", ["read_posts", "read_channel", "listen"])
def test_reading_from_an_unwell_server_means_again(harness: Harness, work: str) -> None:
    harness.publish(message())
    assert harness.server
    calls = {
        "read_posts": lambda: harness.adapter().read_posts(["at://x/app.bsky.feed.post/1000"]),
        "read_channel": lambda: harness.adapter().read_channel(),
        "listen": lambda: harness.adapter().listen(None),
    }
    for reply in (Reply(503, PAGE.body), Reply(429, {}, {"Retry-After": "7"}), PAGE):
        harness.server.faults += [Fault("/", "reply", reply, does_work=False)] * 3
        result = calls[work]()
        assert isinstance(result, Again), (work, reply.status)
        harness.server.faults.clear()


@every
def test_listening_goes_on_where_it_stopped(harness: Harness) -> None:
    adapter = harness.adapter()
    heard = adapter.listen(None)
    assert isinstance(heard, Heard)
    assert heard.items == ()
    if not adapter.abilities.hears:
        return
    server = harness.server
    server.hear(3)  # type: ignore[union-attr]
    heard = adapter.listen(heard.cursor)
    assert isinstance(heard, Heard)
    assert len(heard.items) == 3
    item = heard.items[0]
    assert item.kind == "reply"
    assert item.author_handle.startswith("bob")
    assert item.author_name == "Bob"
    assert item.published_at.tzinfo is not None
    assert "<" not in item.text
    server.hear(900)  # type: ignore[union-attr]
    seen = {one.remote_id for one in heard.items}
    for _ in range(6):
        more = adapter.listen(heard.cursor)
        assert isinstance(more, Heard)
        seen |= {one.remote_id for one in more.items}
        if more.cursor == heard.cursor:
            break
        heard = more
    assert len(seen) == 903


@every
def test_the_first_listening_does_not_dig_up_years(harness: Harness) -> None:
    if not harness.adapter().abilities.hears:
        return
    harness.server.hear(300)  # type: ignore[union-attr]
    heard = harness.adapter().listen(None)
    assert isinstance(heard, Heard)
    assert 0 < len(heard.items) <= 100
    again = harness.adapter().listen(heard.cursor)
    assert isinstance(again, Heard)
    assert {one.remote_id for one in again.items} <= {one.remote_id for one in heard.items}
