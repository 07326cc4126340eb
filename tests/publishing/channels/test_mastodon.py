"""What is Mastodon's own: limits of each server, keys and what replaces them, images that take time."""

from collections.abc import Iterator
from typing import Any

import pytest

from publishing.channels.base import Again, Code, Connected, Heard, NotFound, Refused, Sent, Unknown
from publishing.channels.plain import plain_text
from publishing.channels.registry import abilities_for
from tests.contracts.fakes import captured
from tests.contracts.fakes.mastodon import FakeMastodon
from tests.contracts.fakes.server import Fault, Reply
from tests.contracts.harness import HARNESSES, Harness, image, message


@pytest.fixture
def harness() -> Iterator[Harness]:
    built = HARNESSES["mastodon"]()
    yield built
    built.stop()


@pytest.fixture
def keyless() -> Iterator[Harness]:
    built = HARNESSES["mastodon (no keys)"]()
    yield built
    built.stop()


def fake(harness: Harness) -> FakeMastodon:
    assert isinstance(harness.server, FakeMastodon)
    return harness.server


def instance(**configuration: Any) -> Reply:
    body = captured.body("mastodon", "instance")
    body["configuration"] |= configuration
    return Reply(200, body)


def test_limits_come_from_the_server_and_stay_in_the_session(harness: Harness) -> None:
    statuses = {"max_characters": 5000, "max_media_attachments": 6, "characters_reserved_per_url": 30}
    media = {
        "supported_mime_types": ["image/png", "video/mp4"],
        "image_size_limit": 99,
        "description_limit": 420,
    }
    fake(harness).faults.append(
        Fault("/api/v2/instance", "reply", instance(statuses=statuses, media_attachments=media))
    )
    assert isinstance(harness.adapter().check(), Connected)
    abilities = abilities_for("mastodon", harness.session)
    assert (abilities.max_length, abilities.max_images, abilities.link_weight) == (5000, 6, 30)
    assert (abilities.image_mimes, abilities.max_image_bytes, abilities.max_alt) == ({"image/png"}, 99, 420)
    assert abilities.count("https://example.org/a") == 30


@pytest.mark.parametrize(
    ("answer", "connects"),
    [
        ({"name": "CoE", "scopes": ["read", "write"]}, True),
        ({"name": "CoE", "scopes": ["read", "write:statuses", "write:media"]}, True),
        ({"name": "CoE", "scopes": ["read", "write:media"]}, False),
        ({"name": "CoE", "scopes": []}, False),
        ({"name": "CoE"}, True),
        (["odd"], True),
    ],
)
def test_a_login_that_may_not_write_is_told_before_it_is_kept(harness: Harness, answer: Any, connects: bool) -> None:
    fake(harness).faults.append(Fault("/api/v1/apps/verify_credentials", "reply", Reply(200, answer)))
    said = harness.adapter().check()
    if connects:
        assert isinstance(said, Connected)
    else:
        assert isinstance(said, Refused)
        assert said.code == Code.SCOPE


def test_limits_that_are_missing_or_absurd_fall_back(harness: Harness) -> None:
    odd = instance(statuses={"max_characters": "many"}, media_attachments=None)
    fake(harness).faults.append(Fault("/api/v2/instance", "reply", odd))
    harness.adapter().check()
    assert harness.adapter().abilities == abilities_for("mastodon", {})


def test_limits_are_read_once_a_day(harness: Harness) -> None:
    def asked() -> int:
        return len(fake(harness).called("/api/v2/instance"))

    for hours, expected in ((0, 1), (23, 1), (2, 2)):
        harness.wait(hours=hours)
        harness.saved = {}
        assert isinstance(harness.publish(message()), Sent)
        assert asked() == expected


def test_an_elder_server_is_asked_the_elder_way(harness: Harness) -> None:
    fake(harness).faults += [
        Fault("/api/v2/instance", "reply", captured.reply("mastodon", "not_found")),
        Fault("/api/v1/instance", "reply", Reply(200, {"title": "Old", "max_toot_chars": 777})),
    ]
    assert isinstance(harness.adapter().check(), Connected)
    assert harness.adapter().abilities.max_length == 777


def test_an_address_without_mastodon_is_refused(harness: Harness) -> None:
    for version in ("v1", "v2"):
        page = Reply(404, b"<html>", {"content-type": "text/html"})
        fake(harness).faults.append(Fault(f"/api/{version}/instance", "reply", page))
    refused = harness.adapter().check()
    assert isinstance(refused, Refused)
    assert refused.code == Code.INVALID


@pytest.mark.parametrize(
    ("software", "honours"),
    [("mastodon", True), ("hometown", True), ("gotosocial", False), ("pleroma", False), ("", False)],
)
def test_only_known_software_is_trusted_with_keys(harness: Harness, software: str, honours: bool) -> None:
    fake(harness).software = software
    connected = harness.adapter().check()
    assert isinstance(connected, Connected)
    assert connected.facts["honours_key"] is honours
    assert harness.adapter().abilities.idempotent is honours


def test_what_is_sent_carries_key_language_and_alt_text(harness: Harness) -> None:
    what = message("早安", images=[image(alt="一个红色方块")], lang="zh-Hans", link="https://example.org/a")
    assert isinstance(harness.publish(what), Sent)
    (upload,) = fake(harness).called("/api/v2/media")
    parts = upload.parts()
    assert parts["description"].decode() == "一个红色方块"
    assert parts["file"] == what.images[0].content
    (post,) = [one for one in fake(harness).called("/api/v1/statuses") if one.method == "POST"]
    assert post.headers["idempotency-key"] == what.key
    assert post.json == {
        "status": "早安\n\nhttps://example.org/a",
        "media_ids": ["m0"],
        "language": "zh",
        "visibility": "public",
    }


def test_an_image_that_takes_time_is_waited_for_between_tries(harness: Harness) -> None:
    fake(harness).rounds = 2
    what = message(images=[image(1), image(2)])
    for _ in range(2):
        again = harness.publish(what)
        assert isinstance(again, Again)
        assert again.after_seconds < 10
    assert harness.posts() == 0
    assert isinstance(harness.publish(what), Sent)
    assert len(fake(harness).called("/api/v2/media")) == 2
    assert harness.posts() == 1


def test_an_image_the_server_lost_is_uploaded_again(harness: Harness) -> None:
    fake(harness).rounds = 1
    what = message(images=[image()])
    assert isinstance(harness.publish(what), Again)
    fake(harness).media.clear()
    assert isinstance(harness.publish(what), Refused | Again)
    fake(harness).rounds = 0
    assert isinstance(harness.publish(what), Sent)


def test_an_image_still_in_work_when_posting_means_again(harness: Harness) -> None:
    said = {"error": "Cannot attach files that have not finished processing. Try again in a moment!"}
    fake(harness).faults.append(Fault("/api/v1/statuses", "reply", Reply(422, said), does_work=False))
    assert isinstance(harness.publish(message()), Again)


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (422, "Validation failed: Text character limit of 500 exceeded", Code.TOO_LONG),
        (400, "status too long: 600 characters", Code.TOO_LONG),
        (422, "Validation failed: File content type is invalid", Code.MEDIA),
        (422, "Validation failed: Text can't be blank", Code.INVALID),
        (403, "This action is outside the authorized scopes", Code.SCOPE),
        (403, "Your login is currently disabled", Code.FORBIDDEN),
        (400, "invalid token", Code.RECONNECT),
    ],
)
def test_the_server_s_reasons_are_understood(harness: Harness, status: int, said: str, code: Code) -> None:
    reply = Reply(status, {"error": said})
    fake(harness).faults.append(Fault("/api/v1/statuses", "reply", reply, does_work=False))
    refused = harness.publish(message())
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert said in refused.detail


# -- after a lost answer -----------------------------------------------------------------------------


def lose(harness: Harness, *, does_work: bool) -> None:
    fake(harness).faults.append(Fault("/api/v1/statuses", "reset", None, does_work))


def sends(harness: Harness) -> int:
    return sum(1 for one in fake(harness).called("/api/v1/statuses") if one.method == "POST")


def test_within_the_hour_the_key_is_trusted(harness: Harness) -> None:
    what = message()
    lose(harness, does_work=True)
    assert isinstance(harness.publish(what), Unknown)
    harness.wait(minutes=50)
    assert isinstance(harness.publish(what), Sent)
    assert (sends(harness), harness.posts()) == (2, 1)


def test_after_the_hour_it_is_looked_up_instead(harness: Harness) -> None:
    what = message()
    lose(harness, does_work=True)
    assert isinstance(harness.publish(what), Unknown)
    fake(harness)._keys.clear()  # as the server does
    harness.wait(minutes=61)
    assert isinstance(harness.publish(what), Sent)
    assert (sends(harness), harness.posts()) == (1, 1)


def test_software_without_keys_is_looked_up_at_once(keyless: Harness) -> None:
    what = message()
    lose(keyless, does_work=True)
    assert isinstance(keyless.publish(what), Unknown)
    assert isinstance(keyless.publish(what), Sent)
    assert (sends(keyless), keyless.posts()) == (1, 1)


def test_software_without_keys_is_not_sent_to_while_the_first_try_may_still_arrive(keyless: Harness) -> None:
    what = message()
    lose(keyless, does_work=False)
    assert isinstance(keyless.publish(what), Unknown)
    keyless.wait(seconds=30)
    assert isinstance(keyless.publish(what), Unknown)
    found = keyless.find(what)
    assert isinstance(found, NotFound)
    assert not found.may_send_again
    keyless.wait(minutes=5)
    assert isinstance(keyless.publish(what), Sent)
    assert (sends(keyless), keyless.posts()) == (2, 1)


def test_an_older_post_with_the_same_words_is_not_taken_for_ours(keyless: Harness) -> None:
    """Even one from a minute ago."""
    assert isinstance(keyless.publish(message("Same")), Sent)
    keyless.saved = {}
    keyless.wait(minutes=1)
    what = message("Same")
    lose(keyless, does_work=False)
    assert isinstance(keyless.publish(what), Unknown)
    keyless.wait(minutes=5)
    assert isinstance(keyless.find(what), NotFound)
    assert isinstance(keyless.publish(what), Sent)
    assert keyless.posts() == 2


def test_two_posts_that_could_be_ours_are_left_to_a_person(keyless: Harness) -> None:
    what = message("Same")
    lose(keyless, does_work=True)
    assert isinstance(keyless.publish(what), Unknown)
    other = keyless.adapter().publish(message("Same"), handles={}, save=lambda handles: None)
    assert isinstance(other, Sent)
    assert isinstance(keyless.find(what), Unknown)


@pytest.mark.parametrize("status", [500, 429, 401])
def test_a_post_that_cannot_be_read_proves_nothing(keyless: Harness, status: int) -> None:
    what = message()
    lose(keyless, does_work=True)
    keyless.publish(what)
    keyless.wait(minutes=5)
    fake(keyless).faults.append(Fault("/source", "reply", Reply(status, {"error": "no"})))
    assert isinstance(keyless.find(what), Unknown)


def test_a_server_that_keeps_no_source_is_compared_by_what_it_shows(keyless: Harness) -> None:
    what = message("Hello @bob@social.example, read on")
    lose(keyless, does_work=True)
    keyless.publish(what)
    (status,) = fake(keyless).statuses.values()
    status["content"] = '<p>Hello <a href="x">@<span>bob</span></a>, <b>read</b> on</p>'
    fake(keyless).faults.append(Fault("/source", "reply", captured.reply("mastodon", "not_found")))
    assert isinstance(keyless.find(what), Sent)


def test_a_refusal_leaves_no_trace_of_a_send(keyless: Harness) -> None:
    """So a later try, long after, is not held up by a lookup of something that was never sent."""
    reply = Reply(429, {}, {"Retry-After": "5"})
    fake(keyless).faults.append(Fault("/api/v1/statuses", "reply", reply, does_work=False))
    assert isinstance(keyless.publish(message(key="k")), Again)
    assert "first_sent_at" not in keyless.saved
    assert isinstance(keyless.publish(message(key="k")), Sent)


# -- figures and voices ------------------------------------------------------------------------------


def test_a_server_without_the_batch_call_is_asked_one_by_one(harness: Harness) -> None:
    fake(harness).batch = False
    ids = []
    for text in ("One", "Two"):
        harness.saved = {}
        sent = harness.publish(message(text))
        assert isinstance(sent, Sent)
        ids.append(sent.remote_id)
    readings = harness.adapter().read_posts([*ids, "gone"])
    assert isinstance(readings, list)
    assert {reading.remote_id for reading in readings} == set(ids)


def test_a_mention_becomes_plain_text(harness: Harness) -> None:
    fake(harness).hear(1)
    status = fake(harness).notifications[0]["status"]
    status["content"] = "<p>Hi<br>there &amp; you</p><p>Bye <script>x()</script></p>"
    status["in_reply_to_account_id"] = None
    heard = harness.adapter().listen(None)
    assert isinstance(heard, Heard)
    (item,) = heard.items
    assert (item.kind, item.text) == ("mention", "Hi\nthere & you\n\nBye")


def test_plain_text_of_odd_html() -> None:
    assert plain_text("") == ""
    assert plain_text("no markup < here") == "no markup < here"
    assert plain_text("<p>a</p><p>b<br/>c") == "a\n\nb\nc"
