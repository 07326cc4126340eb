"""Putting words together as the reader's language does: Chinese has its own marks, and no space between sentences."""

from collections.abc import Iterable

from django.utils.translation import get_language


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def listed(words: Iterable[object]) -> str:
    """Names after each other: “a, b” or “甲、乙”."""
    return ("、" if chinese() else ", ").join(str(word) for word in words)


def flowing(sentences: Iterable[object]) -> str:
    """Whole sentences after each other; empty ones are left out. Only a full-width stop needs no space after it."""
    said = ""
    for sentence in sentences:
        if words := str(sentence):
            said += f" {words}" if said and said[-1] not in "。！？；：，、" else words
    return said


def bracketed(word: str, more: str) -> str:
    """“a (b)” or “甲（乙）”."""
    return f"{word}（{more}）" if chinese() else f"{word} ({more})"
