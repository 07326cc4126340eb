"""Setting text: lines that fit, broken where Chinese and Latin may break, and no sign the font does not have."""

import re
import unicodedata
from collections.abc import Callable, Set

# What must not begin a line in Chinese, and what must not end one (GB/T 15834).
_CLOSING = "，。、；：？！）》」』】〉”’…—·,.;:?!)]}%"
_OPENING = "（《「『【〈“‘([{"
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*[{_CJK}][{re.escape(_CLOSING)}]*|[^\S\n]+|[^\s{_CJK}]+[{re.escape(_CLOSING)}]*"
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
# Joiners and selectors that only change how the sign before them looks.
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\U000e0000-\U000e007f\U0001f3fb-\U0001f3ff]")


def drawable(text: str, signs: Set[int]) -> str:
    """The text with every sign the font lacks written by its name, such as ⟨party popper⟩: never a box.

    Letters and their marks are put together first: the font has most letters with a mark, and few marks alone.
    """
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\t", "    ")))
    text = _FLAG.sub(lambda pair: _bracketed(f"flag {_country(pair[0])}", signs), text)
    if all(ord(one) in signs or one == "\n" for one in text):
        return text
    return "".join(one if ord(one) in signs or one == "\n" else _named(one, signs) for one in text)


def _named(sign: str, signs: Set[int]) -> str:
    # What encloses a sign (a key around a figure) decorates it; a mark above or below is part of what is written.
    if unicodedata.category(sign) in {"Cc", "Cf", "Me"}:
        return ""
    return _bracketed(unicodedata.name(sign, "").lower() or f"u+{ord(sign):04x}", signs)


def _bracketed(name: str, signs: Set[int]) -> str:
    opening, closing = ("⟨", "⟩") if ord("⟨") in signs else ("[", "]")
    return f"{opening}{name}{closing}"


def _country(pair: str) -> str:
    """A flag is two letters of its own kind; these are the letters."""
    return "".join(chr(ord(one) - 0x1F1E6 + ord("A")) for one in pair)


def lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in lines at most `width` wide. A word that is wider than a line is cut."""
    made: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if measure(line + piece) <= width:
                line += piece
                continue
            if line.strip():
                made.append(line.rstrip())
            line = piece.lstrip()
            while measure(line) > width and len(line) > 1:
                cut = _cut(line, width, measure)
                made.append(line[:cut])
                line = line[cut:]
        made.append(line.rstrip())
    return made


def _cut(word: str, width: float, measure: Callable[[str], float]) -> int:
    """How many signs of a word fit; at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(word[:middle]) <= width else (low, middle - 1)
    return low
