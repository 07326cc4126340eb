"""What is Bluesky's own: keys, byte ranges, sessions, notifications."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from publishing.channels.base import Again, Code, Heard, Refused, Sent, Unknown
from publishing.channels.bluesky.record import facets, post_record, record_key
from tests.contracts.fakes import captured
from tests.contracts.fakes.bluesky import FakeBluesky
from tests.contracts.fakes.server import Fault, Reply
from tests.contracts.harness import HARNESSES, START, Harness, image, message


@pytest.fixture
def harness() -> Iterator[Harness]:
    built = HARNESSES["bluesky"]()
    yield built
    built.stop()


@pytest.fixture
def server(harness: Harness) -> FakeBluesky:
    assert isinstance(harness.server, FakeBluesky)
    return harness.server


def test_a_key_is_fixed_by_time_and_delivery_and_grows_with_time() -> None:
    key = record_key(START, "a")
    assert key == record_key(START, "a")
    assert len(key) == 13
    assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert key[0] in "234567abcdefghij"
    assert key < record_key(START + timedelta(milliseconds=2), "a")


def test_deliveries_made_in_one_moment_have_keys_of_their_own() -> None:
    assert len({record_key(START, str(number)) for number in range(1000)}) > 998


def covered(text: str) -> list[tuple[str, dict[str, Any]]]:
    raw = text.encode()
    return [
        (raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(), one["features"][0]) for one in facets(text)
    ]


def test_links_and_hashtags_are_marked_in_bytes() -> None:
    text = "早安 👋 https://example.org/a?b=1#c, #新品 #2026 和 #café_x! a#b ＃全角"
    found = covered(text)
    assert [part for part, _ in found] == ["https://example.org/a?b=1#c", "#新品", "#café_x", "＃全角"]
    assert found[0][1] == {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a?b=1#c"}
    assert found[1][1] == {"$type": "app.bsky.richtext.facet#tag", "tag": "新品"}


def test_a_hashtag_too_long_for_the_network_stays_plain_text() -> None:
    assert covered("#" + "a" * 65) == []
    assert len(covered("#" + "a" * 64)) == 1


def test_a_link_becomes_a_card_or_with_images_part_of_the_text() -> None:
    alone = post_record(message("Read", link="https://example.org/a", title="News"), [])
    assert alone["text"] == "Read"
    assert alone["embed"]["external"] == {"uri": "https://example.org/a", "title": "News", "description": ""}
    beside = post_record(message("Look", link="https://example.org/a", images=[image()]), [{"ref": 1}])
    assert beside["text"] == "Look\n\nhttps://example.org/a"
    assert beside["embed"]["images"] == [
        {"alt": "A red square", "image": {"ref": 1}, "aspectRatio": {"width": 1, "height": 1}}
    ]


def test_a_link_already_in_the_text_is_not_added_again() -> None:
    record = post_record(message("At https://example.org/a", link="https://example.org/a", images=[image()]), [{}])
    assert record["text"] == "At https://example.org/a"


def test_a_language_the_network_would_refuse_is_left_out() -> None:
    assert post_record(message(lang="zh-Hans"), [])["langs"] == ["zh-Hans"]
    assert "langs" not in post_record(message(lang="not a lang"), [])


def test_one_login_serves_many_pieces_of_work(harness: Harness, server: FakeBluesky) -> None:
    for _ in range(3):
        harness.saved = {}
        assert isinstance(harness.publish(message(), ), Sent)  # fmt: skip
    assert server.log_ins == 1


def test_a_stale_session_is_renewed_without_logging_in(harness: Harness, server: FakeBluesky) -> None:
    assert isinstance(harness.publish(message("One")), Sent)
    server.expire()
    harness.saved = {}
    assert isinstance(harness.publish(message("Two")), Sent)
    assert (server.log_ins, harness.posts()) == (1, 2)


def test_a_session_that_cannot_be_renewed_is_replaced(harness: Harness, server: FakeBluesky) -> None:
    harness.publish(message("One"))
    server.revoke()
    harness.saved = {}
    assert isinstance(harness.publish(message("Two")), Sent)
    assert (server.log_ins, harness.posts()) == (2, 2)


def test_a_revoked_password_asks_to_reconnect(harness: Harness, server: FakeBluesky) -> None:
    harness.publish(message("One"))
    server.revoke()
    harness.credentials["password"] = "changed"
    harness.saved = {}
    refused = harness.publish(message("Two"))
    assert isinstance(refused, Refused)
    assert refused.code == Code.RECONNECT
    assert harness.posts() == 1


def test_a_login_whose_answer_is_lost_has_not_published(harness: Harness, server: FakeBluesky) -> None:
    server.faults.append(Fault("createSession", "reset"))
    assert isinstance(harness.publish(message()), Again)
    assert harness.posts() == 0


def test_a_renewal_whose_answer_is_lost_has_not_published(harness: Harness, server: FakeBluesky) -> None:
    harness.publish(message("One"))
    server.expire()
    server.faults.append(Fault("refreshSession", "reset"))
    harness.saved = {}
    assert isinstance(harness.publish(message("Two")), Again)
    assert harness.posts() == 1


def test_another_post_under_our_key_is_never_overwritten(harness: Harness) -> None:
    first = message("Ours", key="k")
    assert isinstance(harness.publish(first), Sent)
    refused = harness.publish(message("Changed behind our back", key="k"))
    assert isinstance(refused, Refused)
    assert refused.code == Code.DUPLICATE
    assert isinstance(harness.find(first), Sent)


def test_images_that_expired_before_publishing_are_uploaded_again(harness: Harness, server: FakeBluesky) -> None:
    what = message(images=[image()])
    server.faults.append(Fault("putRecord", "reply", Reply(429, {}), does_work=False))
    assert isinstance(harness.publish(what), Again)
    server.blobs.clear()
    assert isinstance(harness.publish(what), Again)
    assert isinstance(harness.publish(what), Sent)
    assert len(server.called("uploadBlob")) == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [("too_long", Code.TOO_LONG), ("too_many_bytes", Code.TOO_LONG), ("image_too_large", Code.MEDIA)],
)
def test_the_server_s_reasons_are_understood(harness: Harness, server: FakeBluesky, name: str, code: Code) -> None:
    server.faults.append(Fault("putRecord", "reply", captured.reply("bluesky", name), does_work=False))
    refused = harness.publish(message())
    assert isinstance(refused, Refused)
    assert refused.code == code


def test_an_account_taken_down_is_forbidden_rather_than_reconnected(harness: Harness, server: FakeBluesky) -> None:
    down = Reply(401, {"error": "AccountTakedown", "message": "Account has been taken down"})
    server.faults.append(Fault("createSession", "reply", down, does_work=False))
    refused = harness.publish(message())
    assert isinstance(refused, Refused)
    assert refused.code == Code.FORBIDDEN


def test_a_right_the_password_lacks_is_told_apart(harness: Harness, server: FakeBluesky) -> None:
    server.faults += [Fault("putRecord", "reply", captured.reply("bluesky", "scope"), does_work=False)] * 2
    refused = harness.publish(message())
    assert isinstance(refused, Refused)
    assert refused.code == Code.SCOPE


def test_a_server_on_its_own_has_no_figures_and_still_publishes(harness: Harness, server: FakeBluesky) -> None:
    server.view = False
    sent = harness.publish(message())
    assert isinstance(sent, Sent)
    assert harness.adapter().read_posts([sent.remote_id]) == []
    assert harness.adapter().read_channel() == []
    assert isinstance(harness.adapter().listen(None), Again)


def test_many_posts_are_asked_for_25_at_a_time(harness: Harness, server: FakeBluesky) -> None:
    assert harness.adapter().read_posts([f"at://x/app.bsky.feed.post/{number}" for number in range(60)]) == []
    assert len(server.called("getPosts")) == 3


def test_a_mention_that_is_a_reply_counts_as_one(harness: Harness, server: FakeBluesky) -> None:
    server.hear(1)
    heard = harness.adapter().listen(None)
    assert isinstance(heard, Heard)
    (item,) = heard.items
    assert (item.kind, item.lang, item.author_handle) == ("reply", "en", "bob.test")
    assert item.in_reply_to == "at://did:plc:captured0000000000000000/app.bsky.feed.post/3lbaaaaaaaaa2"
    assert item.url == "https://bsky.app/profile/did:plc:bob/post/0"


def test_likes_and_follows_are_not_heard(harness: Harness, server: FakeBluesky) -> None:
    server.hear(2)
    server.notifications[0]["reason"] = "like"
    server.notifications[1]["record"] = None
    heard = harness.adapter().listen(None)
    assert isinstance(heard, Heard)
    assert heard.items == ()


def test_a_cursor_from_elsewhere_starts_anew(harness: Harness, server: FakeBluesky) -> None:
    server.hear(1)
    for cursor in ("garbage", "[1]", '{"since": 4, "odd": 1}'):
        heard = harness.adapter().listen(cursor)
        assert isinstance(heard, Heard)
        assert len(heard.items) == 1


def test_find_sent_needs_no_login(harness: Harness, server: FakeBluesky) -> None:
    what = message()
    server.faults.append(Fault("putRecord", "reset"))
    assert isinstance(harness.publish(what), Unknown)
    server.revoke()
    harness.credentials["password"] = "changed"
    assert isinstance(harness.find(what), Sent)
