"""The font records are set in: Noto Sans SC (SIL Open Font License 1.1), because it holds Latin and Chinese alike.

It comes whole, as TTF, in an npm package; packages made for the web cut it into a hundred pieces that would have to
be joined again. Only the signs that occur are embedded.
"""

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from coe.settings.env import ROOT

PACKAGE = "node_modules/@expo-google-fonts/noto-sans-sc"
PLACES = {
    "": ("coe/assets/fonts/NotoSansSC_400Regular.ttf", f"{PACKAGE}/400Regular/NotoSansSC_400Regular.ttf"),
    "B": ("coe/assets/fonts/NotoSansSC_700Bold.ttf", f"{PACKAGE}/700Bold/NotoSansSC_700Bold.ttf"),
}


class NoFont(Exception):
    """The font is not installed; without it Chinese would be boxes."""


def font_file(style: str) -> Path:
    """The file of "" (regular) or "B" (bold). Raises NoFont."""
    for place in PLACES[style]:
        if (ROOT / place).is_file():
            return ROOT / place
    raise NoFont(style)


@lru_cache(maxsize=1)
def signs() -> frozenset[int]:
    """Every code point the font can draw."""
    with TTFont(font_file(""), lazy=True) as font:
        return frozenset(font.getBestCmap())
