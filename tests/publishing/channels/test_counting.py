"""The composer and every adapter count with these."""

import pytest

from publishing.channels.counting import graphemes, links, mastodon


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("abc", 3), ("字字", 2), ("👨‍👩‍👧‍👦", 1), ("🇨🇳🇩🇪", 2), ("e\u0301", 1), ("नमस्ते", 3),
        ("বাংলা", 2), ("👍🏽", 1), ("a\r\nb", 3), ("한국", 2), ("❤️", 1), ("☕︎", 1),
    ],
)  # fmt: skip
def test_a_reader_s_character_counts_once(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(https://example.org/a)", ["https://example.org/a"]),
        ("https://en.wikipedia.example/Bus_(Verkehr)!", ["https://en.wikipedia.example/Bus_(Verkehr)"]),
        ("中文https://example.org/a中文", ["https://example.org/a"]),
        ("HTTP://EXAMPLE.ORG https://a.example?x=1&y=2#z", ["HTTP://EXAMPLE.ORG", "https://a.example?x=1&y=2#z"]),
        ("http://localhost/ example.org mailto:a@example.org https://", []),
        ("https://example.org:8080/x, https://b.example", ["https://example.org:8080/x", "https://b.example"]),
    ],
)  # fmt: skip
def test_web_addresses_end_before_the_sentence_does(text: str, found: list[str]) -> None:
    assert [address for _, _, address in links(text)] == found
    assert all(text[start:end] == address for start, end, address in links(text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("https://example.org/" + "a" * 100, 23),
        ("https://a.example", 23),
        ("see https://example.org/a.", 4 + 23 + 1),
        ("中文https://example.org/a中文", 27),
        ("@bob@social.example hi", 7),
        ("me@mail.example", 15),
        ("👨‍👩‍👧‍👦", 1),
    ],
)
def test_mastodon_weighs_addresses_and_shortens_remote_mentions(text: str, count: int) -> None:
    assert mastodon(text, 23) == count


def test_a_server_may_weigh_addresses_differently() -> None:
    assert mastodon("https://example.org/a b", 30) == 32
