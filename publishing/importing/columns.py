"""The columns a table of posts may have, by the names people and programs give them."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """`key` never changes; `label` is how it is headed in the reader's language."""

    key: str
    label: Any
    about: Any


COLUMNS = (
    Column("id", _("Id"), _("Only to change a post that is there: its id, as an export of posts has it.")),
    Column("brand", _("Brand"), _("The brand's name.")),
    Column("channels", _("Channels"), _("Names or handles, separated by semicolons.")),
    Column("title", _("Title"), _("For the newsroom, and for lists.")),
    Column("text", _("Text"), _("What every channel says that has no text of its own.")),
    Column("date", _("Date"), _("Year, month, day: 2026-12-24.")),
    Column("time", _("Time"), _("Hours and minutes: 18:30.")),
    Column("zone", _("Time zone"), _("Such as Asia/Shanghai; empty means the brand's.")),
    Column("link", _("Link"), _("Is made a short, counted link; {link} in a text stands for it.")),
    Column("campaign", _("Campaign"), _("Its name, or its name in links.")),
    Column("labels", _("Labels"), _("One of the content values for links.")),
    Column("image", _("Image"), _("Names of pictures in the library, separated by semicolons.")),
    Column("alt", _("Image description"), _("One per picture, separated by |; empty means the library's.")),
    Column("paid", _("Paid"), _("Yes or no: a paid partnership or an advertisement.")),
    Column("language", _("Language"), _("Such as en or zh-Hans; empty means what the text is in.")),
)
KEYS = frozenset(column.key for column in COLUMNS)
OWN = "text: "
"""“text: <channel>” is one channel's own text."""
# What an export of posts has besides, and an import has no use for.
_PASSED_OVER = {"state", "author", "changed", "address"}
_OTHERS = {
    "channel": "channels", "handle": "channels", "url": "link", "images": "image", "picture": "image",
    "pictures": "image", "image name": "image", "label": "labels", "timezone": "zone", "lang": "language",
    "description": "alt", "alt text": "alt", "body": "text", "message": "text", "day": "date",
}  # fmt: skip


EXAMPLE_TITLE = _("An example: write over this row")
EXAMPLE_TEXT = _("What the channels say.")


def is_example(title: str, text: str) -> bool:
    """Whether a row is the template's own, as it was."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if (title, text) == (str(EXAMPLE_TITLE), str(EXAMPLE_TEXT)):
                return True
    return False


def plain(text: str) -> str:
    """A name as it is compared: full-width and narrow signs, case and blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = dict(_OTHERS)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {plain(str(column.label)): column.key for column in COLUMNS}
    return names | {key: key for key in KEYS}


def key_of(header: str) -> str:
    """What a column is: a key, “text: <channel>”, or "" for one that is left out."""
    name = plain(header)
    if name in _names():
        return _names()[name]
    first, colon, rest = name.partition(":")
    if colon and rest.strip() and _names().get(first.strip()) == "text":
        return f"{OWN}{rest.strip()}"
    return ""


def unknown(header: list[str], keys: list[str]) -> list[str]:
    """The columns nobody knows, for a remark."""
    return [
        name for name, key in zip(header, keys, strict=True)
        if name and not key and plain(name).partition(" (")[0] not in _PASSED_OVER
    ]  # fmt: skip
