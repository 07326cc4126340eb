"""The Bluesky adapter against the real server, read back with an SDK we did not write."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from atproto import Client

from coe.web.http import Http
from publishing.channels.base import (
    Again,
    Code,
    Connected,
    Message,
    NotFound,
    Refused,
    Sent,
    Unknown,
)
from publishing.channels.counting import graphemes
from publishing.channels.registry import Adapter, adapter_for
from tests.contracts.fakes import captured
from tests.contracts.harness import image
from tests.tools import bluesky
from tests.tools.bluesky import PDS, install_or_skip, start_pds
from tests.tools.process import free_port
from tests.tools.proxy import LossyProxy

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(bluesky.missing()), reason=bluesky.missing() or "-"),
]


@pytest.fixture(scope="module")
def pds() -> Iterator[PDS]:
    install_or_skip()
    with start_pds(free_port(21600, 21700, together=2)) as started:
        yield started


@pytest.fixture
def account(pds: PDS) -> tuple[str, dict[str, str]]:
    """(did, credentials) of somebody new."""
    handle = f"a{uuid4().hex[:10]}.test"
    did, password = pds.create_account(handle)
    return did, {"service": pds.url, "identifier": handle, "password": password}


def connect(credentials: dict[str, str], session: dict[str, object] | None = None) -> Adapter:
    kept = session if session is not None else {}
    return adapter_for("bluesky")(
        transport=Http(allow=frozenset({credentials["service"].removeprefix("http://")}), read=5, total=10),
        credentials=credentials,
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


def test_connecting_says_who_we_are(account: tuple[str, dict[str, str]]) -> None:
    did, credentials = account
    connected = connect(credentials).check()
    assert isinstance(connected, Connected)
    assert (connected.handle, connected.facts["did"]) == (credentials["identifier"], did)
    refused = connect({**credentials, "password": "wrong"}).check()
    assert isinstance(refused, Refused)
    assert refused.code == Code.RECONNECT


def test_posts_read_back_through_another_client_as_they_were_written(
    pds: PDS, account: tuple[str, dict[str, str]]
) -> None:
    did, credentials = account
    adapter = connect(credentials)
    text = "早安 👋 https://example.org/a #新品"
    with_card = note(text, link="https://example.org/b", title="News", lang="zh-Hans")
    with_image = note("Look", images=[image(1, alt="One"), image(2, alt="Two")], link="https://example.org/c")
    card, _ = publish(adapter, with_card)
    pictures, _ = publish(adapter, with_image)
    assert isinstance(card, Sent)
    assert isinstance(pictures, Sent)

    reader = Client(base_url=f"{pds.url}/xrpc")
    records = reader.com.atproto.repo.list_records({"repo": did, "collection": "app.bsky.feed.post"}).records
    posts = {record.uri: record.value for record in records}
    assert set(posts) == {card.remote_id, pictures.remote_id}
    read = posts[card.remote_id]
    assert (read.text, read.langs) == (text, ["zh-Hans"])
    marked = [read.text.encode()[one.index.byte_start : one.index.byte_end].decode() for one in read.facets]
    assert marked == ["https://example.org/a", "#新品"]
    assert read.embed.external.uri == "https://example.org/b"
    shown = posts[pictures.remote_id]
    assert shown.text == "Look\n\nhttps://example.org/c"
    assert [one.alt for one in shown.embed.images] == ["One", "Two"]
    assert [one.aspect_ratio.width for one in shown.embed.images] == [1, 1]


def test_the_same_key_twice_is_one_post(pds: PDS, account: tuple[str, dict[str, str]]) -> None:
    did, credentials = account
    what = note("Twice", images=[image()])
    results = [publish(connect(credentials), what)[0] for _ in range(3)]
    assert len({one.remote_id for one in results if isinstance(one, Sent)}) == 1
    assert all(isinstance(one, Sent) for one in results)
    assert len(pds.posts(did)) == 1


def test_a_dropped_answer_is_reconciled_to_exactly_one_post(pds: PDS, account: tuple[str, dict[str, str]]) -> None:
    did, credentials = account
    session: dict[str, object] = {}
    with LossyProxy(free_port(21700, 21800), int(pds.url.rpartition(":")[2]), "127.0.0.1") as proxy:
        through = {**credentials, "service": f"http://127.0.0.1:{proxy.port}"}
        proxy.when = lambda request: b"putRecord" in request.split(b"\r\n")[0]
        proxy.lose = 2
        what = note("Only once", images=[image()])
        handles: dict[str, object] = {}
        for _ in range(2):
            adapter = connect(through, session)
            assert isinstance(adapter.publish(what, handles=dict(handles), save=handles.update), Unknown)
        assert proxy.lost == 2
        found = connect(through, session).find_sent(what, handles=handles)
        assert isinstance(found, Sent)
        again = connect(through, session).publish(what, handles=handles, save=handles.update)
        assert isinstance(again, Sent)
        assert again.remote_id == found.remote_id
    assert [post["uri"] for post in pds.posts(did)] == [found.remote_id]


def test_nothing_is_found_before_it_is_sent(account: tuple[str, dict[str, str]]) -> None:
    did, credentials = account
    what = note("Never")
    found = connect(credentials).find_sent(what, handles={"did": did})
    assert isinstance(found, NotFound)
    assert found.may_send_again


def test_a_different_post_under_our_key_is_left_alone(pds: PDS, account: tuple[str, dict[str, str]]) -> None:
    did, credentials = account
    first = note("First", key="one key")
    second = Message("Second", (), None, "en", "one key", first.created_at)
    assert isinstance(publish(connect(credentials), first)[0], Sent)
    refused, _ = publish(connect(credentials), second)
    assert isinstance(refused, Refused)
    assert refused.code == Code.DUPLICATE
    assert [post["value"]["text"] for post in pds.posts(did)] == ["First"]


FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300,
        "字" * 300,
        FAMILY * 120,
        "e\u0301" * 300,
        "नमस्ते " * 75,
        "🇨🇳" * 300,
        "a\u200d" * 300,
        "\u1100" * 300,
    ],
)
def test_our_count_and_the_server_s_agree(account: tuple[str, dict[str, str]], text: str) -> None:
    """At the limit it passes; one more is refused, by us and, asked directly, by the server."""
    _, credentials = account
    adapter = connect(credentials)
    text = text.strip()
    allowed = adapter.abilities.problems(note(text)) == []
    assert allowed == (graphemes(text) <= 300 and len(text.encode()) <= 3000)
    reader = Client(base_url=f"{credentials['service']}/xrpc")
    session = reader.com.atproto.server.create_session(
        {"identifier": credentials["identifier"], "password": credentials["password"]}
    )
    for longer in (text, text + "z"):
        said = httpx.post(
            f"{credentials['service']}/xrpc/com.atproto.repo.createRecord",
            headers={"authorization": f"Bearer {session.access_jwt}"},
            json={
                "repo": session.did,
                "collection": "app.bsky.feed.post",
                "record": {
                    "text": longer,
                    "createdAt": "2026-01-01T00:00:00Z",
                    "$type": "app.bsky.feed.post",
                },
            },
            trust_env=False,
        )
        assert (said.status_code == 200) == (adapter.abilities.problems(note(longer)) == []), said.text


def test_a_session_is_renewed_and_not_made_anew(account: tuple[str, dict[str, str]]) -> None:
    _, credentials = account
    session: dict[str, object] = {}
    connect(credentials, session).check()
    session["access"] = "broken"
    credentials = {**credentials, "password": "no longer known"}
    assert isinstance(publish(connect(credentials, session), note("Renewed"))[0], Sent)
    assert session["access"] != "broken"


def test_a_server_without_an_appview_gives_no_figures(account: tuple[str, dict[str, str]]) -> None:
    _, credentials = account
    adapter = connect(credentials)
    sent, _ = publish(adapter, note("Counted elsewhere"))
    assert isinstance(sent, Sent)
    assert adapter.read_posts([sent.remote_id]) == []
    assert adapter.read_channel() == []
    assert isinstance(adapter.listen(None), Again)


def test_the_login_limit_is_understood() -> None:
    with start_pds(free_port(21800, 21900, together=2), rate_limits=True) as limited:
        limited.create_account("often.test")
        credentials = {"service": limited.url, "identifier": "often.test", "password": "wrong"}
        results = [connect(credentials).check() for _ in range(32)]
    assert isinstance(results[0], Refused)
    assert isinstance(results[-1], Again)
    assert 1 <= results[-1].after_seconds <= 300


def test_captured_answers_are_still_what_the_server_says(pds: PDS, account: tuple[str, dict[str, str]]) -> None:
    did, credentials = account
    with httpx.Client(base_url=f"{pds.url}/xrpc/", trust_env=False) as http:

        def log_in(password: str) -> httpx.Response:
            body = {"identifier": credentials["identifier"], "password": password}
            return http.post("com.atproto.server.createSession", json=body)

        session = log_in(credentials["password"])
        login = {"authorization": f"Bearer {session.json()['accessJwt']}"}

        def put(text: str) -> httpx.Response:
            record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-01-01T00:00:00Z"}
            body = {
                "repo": did,
                "collection": "app.bsky.feed.post",
                "rkey": "3lbaaaaaaaaa2",
                "record": record,
            }
            return http.post(
                "com.atproto.repo.putRecord",
                headers=login,
                json={**body, "swapRecord": None, "validate": True},
            )

        place = {"repo": did, "collection": "app.bsky.feed.post"}
        said = {
            "session": session,
            "wrong_password": log_in("wrong"),
            "put": put("hi"),
            "put_again": put("hi"),
            "put_other": put("ho"),
            "too_long": put("x" * 301),
            "too_many_bytes": put(FAMILY * 290),
            "record": http.get("com.atproto.repo.getRecord", params={**place, "rkey": "3lbaaaaaaaaa2"}),
            "no_record": http.get("com.atproto.repo.getRecord", params={**place, "rkey": "3lbaaaaaaaaz2"}),
            "no_view": http.get("app.bsky.feed.getPosts", params={"uris": "at://x"}, headers=login),
        }
    for name, answer in said.items():
        kept = captured.reply("bluesky", name)
        assert answer.status_code == kept.status, name
        assert answer.json().keys() == kept.body.keys(), name
        assert answer.json().get("error") == kept.body.get("error"), name
