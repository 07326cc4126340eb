"""Putting words together as the reader's language does: Chinese has its own marks, and no space between sentences."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

# Signs as wide as a Han sign, which need no space beside another; and marks that no text has, around what is filled in.
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”"
_BEFORE, _AFTER = re.compile(f"(?<=[{_WIDE}]) \ue000(?=[{_WIDE}])"), re.compile(f"(?<=[{_WIDE}])\ue001 (?=[{_WIDE}])")


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def name_in(thing: Any, language: str) -> str:
    """A brand's or market's name in a language, for what is shown as its readers will see it."""
    zh = getattr(thing, "name_zh", "")
    return str(zh if zh and language.startswith("zh") else thing)


def local_name(thing: Any) -> str:
    """The same in the reader's language."""
    return name_in(thing, get_language() or "")


def other_name(thing: Any) -> str:
    """The same in the other language; empty when it has only one."""
    zh = getattr(thing, "name_zh", "")
    return str(thing if zh and chinese() else zh)


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


def colon() -> str:
    """Between a name and what is said of it."""
    return "：" if chinese() else ": "


def comma() -> str:
    """Between two parts of one sentence."""
    return "，" if chinese() else ", "


def bracketed(word: str, more: str) -> str:
    """“a (b)” or “甲（乙）”."""
    return f"{word}（{more}）" if chinese() else f"{word} ({more})"


def filled(sentence: Any, given: Mapping[str, Any]) -> str:
    """SENTENCE % GIVEN. Chinese sentences have a space around a name, for Latin ones; a Chinese name loses it."""
    if not chinese():
        return str(sentence % given)
    held = {name: f"\ue000{said}\ue001" if isinstance(said, (str, Promise)) else said for name, said in given.items()}
    said = str(sentence % held)
    return _AFTER.sub("", _BEFORE.sub("", said)).replace("\ue000", "").replace("\ue001", "")
