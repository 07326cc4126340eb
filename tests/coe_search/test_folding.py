"""One form of a text: a word is found however it is written, and shown where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coe.search.folding import excerpt, fold, parts, words_of


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("溫泉開放", "温泉"), ("温泉开放", "溫泉"), ("ＣｏＥ 2026", "coe"), ("Zürich", "zÜRICH"), ("STRASSE", "straße"),
        ("Ｗｉｎｔｅｒ", "winter"), ("cafe\u0301", "café"), ("in\u200bvisible", "invisible"),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(text: str, word: str) -> None:
    assert fold(word) in fold(text)
    assert [piece for piece, wanted in parts(text, [word]) if wanted]


def test_what_is_marked_is_the_text_itself() -> None:
    assert parts("雪森溫泉冬至開放", ["温泉", "开放"]) == [
        ("雪森", False), ("溫泉", True), ("冬至", False), ("開放", True),
    ]  # fmt: skip


@given(st.text(max_size=60), st.text(min_size=1, max_size=4))
def test_pieces_are_the_whole_text(text: str, word: str) -> None:
    assert "".join(piece for piece, _wanted in parts(text, [word])) == text


def test_an_excerpt_shows_the_word() -> None:
    assert "needle" in excerpt("hay " * 100 + "needle" + " hay" * 100, ["needle"], 80)


def test_a_query_is_at_most_eight_words_and_no_nul() -> None:
    assert words_of("a b c d e f g h i j") == list("abcdefgh")
    assert words_of("\u200b \x00") == []
