"""Terms are found however they are written, and found where they stand in the original."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.policies.fold import Folded, fold, fold_term, spelled
from governance.policies.matcher import Matcher


def words(terms: list[str], text: str, allowed: tuple[str, ...] = ()) -> list[str]:
    found = Matcher(terms, allowed).find(fold(text))
    return [text[hit.start : hit.end] for hit in found]


@pytest.mark.parametrize(
    ("term", "text", "said"),
    [
        ("guaranteed", "GUARANTEED snow", ["GUARANTEED"]),
        ("guaranteed", "ｇｕａｒａｎｔｅｅｄ snow", ["ｇｕａｒａｎｔｅｅｄ"]),
        ("guaranteed", "gua\u200bran\u00adteed snow", ["gua\u200bran\u00adteed"]),
        ("guaranteed", "unguaranteed, guaranteeds", []),
        ("money back", "Money \u00a0 back!", ["Money \u00a0 back"]),
        ("#ad", "so nice #AD", ["#AD"]),
        ("#ad", "#adventure", []),
        ("cheap", "很cheap的酒店", ["cheap"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("cafe", "café", []),
        ("café", "cafe\u0301", ["cafe\u0301"]),
        ("最好", "最 好的酒店", ["最 好"]),
        ("最好", "最*好，最\u200b好", ["最*好", "最\u200b好"]),
        ("最好", "最\n好", []),
        ("第一", "全國第一", ["第一"]),
        ("国家级", "國家級", ["國家級"]),
        ("國家級", "国家级", ["国家级"]),
        ("100%", "１００％ pure", ["１００％"]),
        ("赞助", "本帖由某某贊助。", ["贊助"]),
        ("👩‍👧", "mother 👩‍👧 child", ["👩‍👧"]),
    ],
)
def test_spelling_makes_no_difference(term: str, text: str, said: list[str]) -> None:
    assert words([term], text) == said


def test_the_longest_term_wins_and_containing_words_are_harmless() -> None:
    assert words(["最", "最好", "最高级"], "最高级与最好的") == ["最高级", "最好"]
    assert words(["最"], "最近我们最好", ("最近",)) == ["最"]
    assert words(["最近距离", "最"], "最近距离", ("最近",)) == ["最近距离"]
    assert words(["best"], "Best Western is the best", ("best western",)) == ["best"]


def test_positions_count_code_points_of_the_original() -> None:
    text = "👍🏽 ﬁne: \u200b最.好"
    (hit,) = Matcher(["最好"]).find(fold(text))
    assert (hit.start, hit.end) == (9, 12)
    assert text[hit.start : hit.end] == "最.好"


ALPHABET = "ab最好近 .A\u200bＢ國"


def naive(terms: list[str], allowed: list[str], folded: Folded) -> list[tuple[int, int]]:
    """The same promise, spelled out place by place."""
    text = folded.text

    def at(words: list[str], i: int) -> list[int]:
        ends = []
        for word in {fold_term(one) for one in words} - {""}:
            j = i + len(word)
            apart = not (i and spelled(text[i - 1]) and spelled(text[i]))
            apart = apart and not (j < len(text) and spelled(text[j - 1]) and spelled(text[j]))
            if text.startswith(word, i) and apart:
                ends.append(j)
        return sorted(ends, reverse=True)

    covers = [(i, j) for i in range(len(text)) for j in at(allowed, i)]
    hits, i = [], 0
    while i < len(text):
        free = [j for j in at(terms, i) if not any(a <= i and j <= b for a, b in covers)]
        if free:
            hits.append((i, free[0]))
            i = free[0]
        else:
            i += 1
    return [folded.span(*hit) for hit in hits]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.text(ALPHABET, min_size=1, max_size=4), max_size=6),
    st.lists(st.text(ALPHABET, min_size=1, max_size=5), max_size=3),
    st.text(ALPHABET, max_size=40),
)
def test_agrees_with_a_naive_matcher(terms: list[str], allowed: list[str], text: str) -> None:
    folded = fold(text)
    found = [(hit.start, hit.end) for hit in Matcher(terms, allowed).find(folded)]
    assert found == naive(terms, allowed, folded)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_folds_to_places_inside_it(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert folded.starts == sorted(folded.starts)


def test_thousands_of_terms_over_a_long_text_take_milliseconds() -> None:
    terms = [f"词{chr(0x4E00 + i)}{chr(0x5E00 + i)}" for i in range(4000)] + [f"term{i}x" for i in range(1000)]
    matcher = Matcher(terms)
    text = ("冬天来了，雪落在屋顶上，我们在山里等你。A quiet winter week, term7x. " * 400)[:20000]
    fold(text)
    began = time.perf_counter()
    hits = matcher.find(fold(text))
    took = time.perf_counter() - began
    assert len(hits) > 300
    assert took < 0.25, f"{took * 1000:.0f} ms"


def test_a_hostile_text_stays_quick() -> None:
    matcher = Matcher(["a" * n for n in range(1, 61)])
    began = time.perf_counter()
    matcher.find(fold("b" + "a" * 20000 + "b"))
    matcher.find(fold("最" + "。" * 20000))
    matcher.find(fold("e" + "\u0301" * 20000))
    assert time.perf_counter() - began < 2
