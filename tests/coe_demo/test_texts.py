"""The words of the demo: enough of them, in both languages, and always in the same order."""

import random
from typing import Any

import pytest

from coe.demo.texts import load, pieces

BRANDS = ("nordhang", "larkmere", "lodges", "yukimori", "sable-pine", "highpass", "fernhold")


def test_there_is_enough_to_say() -> None:
    posts = [row for brand in BRANDS for row in load(brand)] + load("today")
    assert len({row["en"]["text"] for row in posts if "en" in row}) >= 60
    assert len({row["zh"]["text"] for row in posts if "zh" in row}) >= 40
    heard = load("mentions")
    assert len(heard["en"]) + len(heard["zh"]) >= 80
    assert {row["kind"] for row in heard["zh"]} == {"praise", "question", "complaint"}


@pytest.mark.parametrize("brand", BRANDS)
def test_the_same_seed_says_the_same(brand: str) -> None:
    said: list[Any] = [pieces(brand, random.Random(7)) for _twice in range(2)]
    assert said[0] == said[1]
    assert pieces(brand, random.Random(8)) != said[0]


@pytest.mark.parametrize("brand", BRANDS)
def test_every_month_has_something_to_say(brand: str) -> None:
    assert all(len(found) >= 4 for found in pieces(brand, random.Random(7)).values())


@pytest.mark.parametrize("brand", BRANDS)
def test_nothing_is_too_long_for_its_network(brand: str) -> None:
    """A short address and two line ends still fit into the 300 signs of the tightest network."""
    for found in pieces(brand, random.Random(7)).values():
        for piece in found:
            for said in filter(None, (piece.en, piece.zh)):
                assert len(said.text) <= 250
                assert "{" not in said.title + said.text + said.more
