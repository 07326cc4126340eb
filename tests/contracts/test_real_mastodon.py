"""The Mastodon adapter against a server we did not write."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from coe.web.http import Http
from publishing.channels.base import (
    Again,
    Code,
    Connected,
    Heard,
    Message,
    NotFound,
    Refused,
    Sent,
    Unknown,
)
from publishing.channels.registry import Adapter, adapter_for
from tests.contracts.fakes import captured
from tests.contracts.harness import image
from tests.tools.mastodon import MastodonServer, start_mastodon
from tests.tools.process import free_port
from tests.tools.proxy import LossyProxy


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with start_mastodon(free_port(21200, 21400)) as started:
        yield started


def connect(url: str, token: str, session: dict[str, object] | None = None) -> Adapter:
    kept = session if session is not None else {}
    return adapter_for("mastodon")(
        transport=Http(allow=frozenset({url.removeprefix("http://")}), read=5, total=10),
        credentials={"server": url, "token": token},
        session=dict(kept),
        save_session=kept.update,
        now=lambda: datetime.now(UTC),
    )


def note(text: str, **changes: object) -> Message:
    values: dict[str, object] = {"images": (), "link": None, "lang": "en", "key": str(uuid4())}
    return Message(text=text, created_at=datetime.now(UTC), **(values | changes))  # type: ignore[arg-type]


def publish(adapter: Adapter, what: Message) -> tuple[object, dict[str, object]]:
    saved: dict[str, object] = {}
    return adapter.publish(what, handles={}, save=saved.update), saved


def test_connecting_reads_account_and_limits(server: MastodonServer) -> None:
    connected = connect(server.url, server.token).check()
    assert isinstance(connected, Connected)
    assert (connected.handle, connected.display_name) == ("alice", "Alice")
    assert connected.facts["software"] == "mastodon"
    assert connected.facts["honours_key"] is True
    assert connected.facts["limits"]["max_length"] == 500


def test_a_post_with_an_image_reads_back_as_it_was_written(server: MastodonServer) -> None:
    what = note("Good morning 早安", images=[image(alt="A square")], link="https://example.org/a", lang="zh-Hans")
    sent, _ = publish(connect(server.url, server.token), what)
    assert isinstance(sent, Sent)
    status = server.get(f"/api/v1/statuses/{sent.remote_id}")
    assert server.get(f"/api/v1/statuses/{sent.remote_id}/source")["text"] == (
        "Good morning 早安\n\nhttps://example.org/a"
    )
    assert [medium["description"] for medium in status["media_attachments"]] == ["A square"]
    assert (status["language"], status["visibility"], status["url"]) == ("zh", "public", sent.url)


def test_the_same_key_twice_is_one_post(server: MastodonServer) -> None:
    before = len(server.posts())
    what = note("Twice")
    first, handles = publish(connect(server.url, server.token), what)
    second = connect(server.url, server.token).publish(what, handles=handles, save=handles.update)
    third, _ = publish(connect(server.url, server.token), what)
    assert isinstance(first, Sent)
    assert {one.remote_id for one in (first, second, third)} == {first.remote_id}  # type: ignore[union-attr]
    assert len(server.posts()) == before + 1


@pytest.mark.parametrize("trusted", [True, False], ids=["keys", "no keys"])
def test_a_dropped_answer_is_reconciled_to_exactly_one_post(server: MastodonServer, trusted: bool) -> None:
    before = len(server.posts())
    session: dict[str, object] = {}
    with LossyProxy(free_port(21400, 21500), int(server.url.rpartition(":")[2]), "127.0.0.1") as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        connect(url, server.token, session).check()
        if not trusted:
            session["server"]["honours_key"] = False  # type: ignore[index]
        proxy.when = lambda request: request.startswith(b"POST /api/v1/statuses")
        proxy.lose = 1
        what = note(f"Only once, {trusted}")
        handles: dict[str, object] = {}
        adapter = connect(url, server.token, session)
        assert isinstance(adapter.publish(what, handles={}, save=handles.update), Unknown)
        assert proxy.lost == 1
        found = adapter.find_sent(what, handles=handles)
        assert isinstance(found, Sent)
        again = adapter.publish(what, handles=handles, save=handles.update)
        assert isinstance(again, Sent)
        assert again.remote_id == found.remote_id
    assert len(server.posts()) == before + 1


def test_nothing_is_found_where_nothing_was_sent(server: MastodonServer) -> None:
    found = connect(server.url, server.token).find_sent(note("Never"), handles={})
    assert isinstance(found, NotFound)


def test_our_count_and_the_server_s_agree(server: MastodonServer) -> None:
    adapter = connect(server.url, server.token)
    for text in ("a" * 500, "字" * 500):
        assert adapter.abilities.problems(note(text)) == []
        assert isinstance(publish(adapter, note(text))[0], Sent)
    refused, _ = publish(adapter, note("a" * 501))
    assert isinstance(refused, Refused)
    assert refused.code == Code.TOO_LONG


def test_a_wrong_token_asks_to_reconnect(server: MastodonServer) -> None:
    refused = connect(server.url, "wrong").check()
    assert isinstance(refused, Refused)
    assert refused.code == Code.RECONNECT


def test_figures_follow_what_readers_do(server: MastodonServer) -> None:
    adapter = connect(server.url, server.token)
    sent, _ = publish(adapter, note("Like me"))
    assert isinstance(sent, Sent)
    server.post(f"/api/v1/statuses/{sent.remote_id}/favourite", "bob")
    server.post(f"/api/v1/statuses/{sent.remote_id}/favourite", "carol")
    server.post(f"/api/v1/statuses/{sent.remote_id}/reblog", "bob")
    server.post("/api/v1/statuses", "bob", status="Yes", in_reply_to_id=sent.remote_id)
    readings = adapter.read_posts([sent.remote_id])
    assert isinstance(readings, list)
    figures = {reading.metric: reading.value for reading in readings}
    assert (figures["likes"], figures["reposts"], figures["replies"]) == (2, 1, 1)
    channel = adapter.read_channel()
    assert isinstance(channel, list)
    assert {reading.metric for reading in channel} == {"followers", "posts"}


def test_mentions_and_replies_are_heard_once(server: MastodonServer) -> None:
    adapter = connect(server.url, server.token)
    start = adapter.listen(None)
    assert isinstance(start, Heard)
    sent, _ = publish(adapter, note("Ask me anything"))
    assert isinstance(sent, Sent)
    server.post("/api/v1/statuses", "bob", status="@alice hello", language="en")
    server.post("/api/v1/statuses", "carol", status="@alice why?", in_reply_to_id=sent.remote_id)
    server.post(f"/api/v1/statuses/{sent.remote_id}/favourite", "bob")
    heard = adapter.listen(start.cursor)
    assert isinstance(heard, Heard)
    kinds = {item.author_handle: (item.kind, item.text) for item in heard.items}
    assert kinds == {"bob": ("mention", "@alice hello"), "carol": ("reply", "@alice why?")}
    later = adapter.listen(heard.cursor)
    assert isinstance(later, Heard)
    assert (later.items, later.cursor) == ((), heard.cursor)


def test_the_rate_limit_is_understood() -> None:
    with start_mastodon(free_port(21500, 21600), requests_per_window=12) as limited:
        adapter = connect(limited.url, limited.token)
        results = [publish(adapter, note(f"Number {number}"))[0] for number in range(12)]
        sent = [one for one in results if isinstance(one, Sent)]
        stopped = [one for one in results if isinstance(one, Again)]
        assert len(sent) + len(stopped) == 12
        assert stopped
        assert all(1 <= one.after_seconds <= 300 for one in stopped)


def test_captured_answers_are_still_what_the_server_says(server: MastodonServer) -> None:
    import httpx

    login = {"authorization": f"Bearer {server.token}"}
    with httpx.Client(base_url=server.url, trust_env=False, headers=login) as http:
        wrong = {"authorization": "Bearer wrong"}
        said = {
            "too_long": http.post("/api/v1/statuses", json={"status": "x" * 501}),
            "not_found": http.get("/api/v1/statuses/1"),
            "wrong_token": http.get("/api/v1/accounts/verify_credentials", headers=wrong),
            "instance": http.get("/api/v2/instance"),
            "status": http.post("/api/v1/statuses", json={"status": "Hello"}),
        }
    for name, answer in said.items():
        kept = captured.reply("mastodon", name)
        assert answer.status_code == kept.status, name
        assert answer.json().keys() == kept.body.keys(), name
