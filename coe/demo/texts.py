"""The words of the demo, written by hand in YAML."""

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

HERE = Path(__file__).parent
PICTURES = HERE / "img"
T = TypeVar("T")


@functools.cache
def load(name: str) -> Any:
    """What coe/demo/material/<name>.yaml holds."""
    return yaml.safe_load((HERE / "material" / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Said:
    """One text in one language. `more` is what a page has room for beyond the text."""

    title: str
    text: str
    more: str = ""

    @property
    def story(self) -> str:
        return f"{self.text}\n\n{self.more}" if self.more else self.text


@dataclass(frozen=True)
class Piece:
    """One post as somebody wrote it, in English and often in Chinese."""

    key: str
    picture: str
    path: str
    campaign: str
    en: Said
    zh: Said | None

    @property
    def languages(self) -> Sequence[str]:
        return ("en", "zh") if self.zh else ("en",)


def pieces(brand: str, chance: random.Random) -> dict[int, list[Piece]]:
    """For each month, what a brand may say then, in an order made by chance; texts with a gap in every filling."""
    found: dict[int, list[Piece]] = {month: [] for month in range(1, 13)}
    for raw in load(brand):
        for fill in raw.get("with") or ["|"]:
            for month in raw["when"]:
                found[month].append(_piece(raw, fill, chance))
    for month in found:
        chance.shuffle(found[month])
    return found


def _piece(raw: dict[str, Any], fill: str, chance: random.Random) -> Piece:
    number = chance.randint(*raw["n"]) if "n" in raw else 0
    en, _bar, zh = fill.partition("|")
    return Piece(
        key=f"{raw['key']}:{en}:{number}",
        picture=raw["pic"],
        path=raw.get("path") or (raw["key"] if chance.random() < 0.6 else ""),
        campaign=raw.get("campaign", ""),
        en=_said(raw["en"], en, number),
        zh=_said(raw["zh"], zh or en, number) if "zh" in raw else None,
    )


def _said(raw: dict[str, str], fill: str, number: int) -> Said:
    def put(text: str) -> str:
        # The link has its own field; where it stands in the text is up to the network.
        return text.replace("{x}", fill).replace("{n}", str(number)).replace(" {link}", "").replace("{link}", "")

    return Said(_upper(put(raw["title"])), put(raw["text"]), put(raw.get("more", "")))


def _upper(title: str) -> str:
    return title[:1].upper() + title[1:]


def pick(chance: random.Random, weighted: dict[T, float]) -> T:
    """One of the keys, by weight."""
    return chance.choices(list(weighted), list(weighted.values()))[0]
