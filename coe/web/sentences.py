"""Sentences that are kept, and said later in the language of whoever reads them.

Kept are the words a sentence goes by among the translations, which are its English ones, and what is filled in. One
that was reworded since is said in the English it was kept in.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from coe.web.joining import chinese, filled, flowing
from coe.web.templatetags.coe import day_short


@dataclass(frozen=True)
class Figure:
    """A number as people write it, with its thousands apart."""

    value: int

    def __str__(self) -> str:
        return str(intcomma(self.value))


@dataclass(frozen=True)
class Twice:
    """What somebody gave in English and in Chinese; without the Chinese, the one is for all."""

    name: str
    zh: str = ""

    @classmethod
    def of(cls, thing: Any) -> "Twice":
        """A brand or market by its names."""
        return cls(str(thing), getattr(thing, "name_zh", ""))

    def __str__(self) -> str:
        return self.zh if self.zh and chinese() else self.name


@dataclass(frozen=True)
class Sentence:
    """`words` in English, or two forms of them by `count`; `str()` says it in the reader's language."""

    words: str
    given: Mapping[str, Any] = field(default_factory=dict)
    """By placeholder: text, numbers, days, Figure, Twice, sentences, or several sentences in a list."""
    plural: str = ""
    count: int = 0

    def __str__(self) -> str:
        said = ngettext(self.words, self.plural, self.count) if self.plural else gettext(self.words)
        return filled(said, {name: _spoken(one) for name, one in self.given.items()}) if self.given else said

    def kept(self) -> dict[str, Any]:
        """As JSON holds it; `sentence` reads it."""
        row: dict[str, Any] = {"say": self.words}
        if self.given:
            row["with"] = {name: _kept(one) for name, one in self.given.items()}
        if self.plural:
            row |= {"many": self.plural, "count": self.count}
        return row


def say(words: Any, /, **given: Any) -> Sentence:
    """A sentence of lazily translated WORDS; of `ngettext_lazy`, the number it goes by is among the given."""
    one, many, name = _untranslated(words) if isinstance(words, Promise) else (str(words), "", "")
    given = {key: value for key, value in given.items() if f"%({key})" in one + many}
    number = given.get(name, 0)
    return Sentence(one, given, many, int(getattr(number, "value", number)))


def _untranslated(words: Any) -> tuple[str, str, str]:
    """(words, plural, the placeholder that tells which), of what pickle would be told: before it is translated."""
    _make, (_translate, *rest) = words.__reduce__()
    if isinstance(rest[0], tuple):
        return rest[0][0], "", ""
    _kind, name, forms = rest
    return forms["singular"], forms["plural"], name


def sentences(error: ValidationError) -> list[Sentence]:
    """What an error of a form or an act says."""
    by_field = [error] if hasattr(error, "error_list") else sum(error.error_dict.values(), [])
    return [say(one.message, **_plain(one.params)) for whole in by_field for one in whole.error_list]


def _plain(params: Any) -> dict[str, Any]:
    return {name: one if isinstance(one, (str, int, Promise)) else str(one) for name, one in (params or {}).items()}


def sentence(kept: Any) -> str:
    """What was kept, in the reader's language. Text, which is kept as it is, is what it says."""
    return str(_read(kept))


def _spoken(given: Any) -> Any:
    if isinstance(given, list):
        return flowing(given)
    if isinstance(given, date):
        return day_short(given)
    return given if isinstance(given, int) else str(given)


def _kept(given: Any) -> Any:
    match given:
        case Sentence():
            return given.kept()
        case Figure():
            return {"figure": given.value}
        case Twice():
            return {"name": given.name, "zh": given.zh}
        case date():
            return {"day": given.isoformat()}
        case list():
            return [_kept(one) for one in given]
        case int():
            return given
    return str(given)


def _read(kept: Any) -> Any:
    match kept:
        case {"say": words}:
            given = {name: _read(one) for name, one in kept.get("with", {}).items()}
            return Sentence(words, given, kept.get("many", ""), kept.get("count", 0))
        case {"figure": value}:
            return Figure(value)
        case {"name": name, "zh": zh}:
            return Twice(name, zh)
        case {"day": day}:
            return date.fromisoformat(day)
        case list():
            return [_read(one) for one in kept]
    return kept


def keep(said: Iterable[Sentence]) -> list[dict[str, Any]]:
    return [one.kept() for one in said]


def told(kept: Sequence[Any]) -> list[str]:
    """Kept sentences, each in the reader's language."""
    return [sentence(one) for one in kept]


def packed(said: Iterable[Sentence]) -> str:
    """Sentences as one text, for what keeps nothing else: the parameters of a notice."""
    return json.dumps(keep(said), ensure_ascii=False)


def unpacked(text: str) -> list[str]:
    """What `packed` holds, in the reader's language. A text from before that was done is what it says."""
    return told(json.loads(text)) if text.startswith('[{"say"') else [text]
