"""What a rule of each kind is told, read strictly: stored JSON in, frozen dataclasses out, errors by field."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.policies.fold import fold_term

MOST_TERMS = 5000
MOST_PHRASES = 200
LONGEST = 60


class ParamsError(Exception):
    """The parameters of a rule are not usable; `errors` maps a field to what is wrong with it."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(str(errors))
        self.errors = errors


@dataclass(frozen=True)
class Term:
    text: str
    suggestion: str = ""


@dataclass(frozen=True)
class BlockedTerms:
    """Terms that may not be said, and words that contain one and may."""

    terms: tuple[Term, ...]
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequiredDisclosure:
    """When a trigger is said, or the post is paid, one of the phrases of its language must be there."""

    triggers: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    """By language: "en", "zh"."""
    when_paid: bool = True

    def phrases_for(self, language: str) -> tuple[str, ...]:
        """The phrases of a language (“zh-Hans” is “zh”); of every language when it has none of its own."""
        own = self.phrases.get(language.lower().split("-")[0], ())
        return own or tuple(phrase for group in self.phrases.values() for phrase in group)


Params = BlockedTerms | RequiredDisclosure


class _Reader:
    """Collects errors while values are taken out of untyped JSON."""

    def __init__(self, raw: Any) -> None:
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self.errors: dict[str, list[str]] = {}

    def wrong(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)

    def unknown(self, *known: str) -> None:
        for name in self.raw:
            if name not in known:
                self.wrong(str(name), _("A rule of this kind knows no such field."))

    def words(self, name: str, value: Any, most: int) -> tuple[str, ...]:
        """A list of distinct, visible, short texts."""
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            self.wrong(name, _("This must be a list of words."))
            return ()
        if len(value) > most:
            self.wrong(name, ngettext("At most %(most)d line.", "At most %(most)d lines.", most) % {"most": most})
            return ()
        kept: dict[str, str] = {}
        for one in value:
            if len(one) > LONGEST:
                self.wrong(
                    name,
                    _("“%(word)s…” is longer than %(most)d signs.") % {"word": one[:20], "most": LONGEST},
                )
            elif not (folded := fold_term(one)):
                self.wrong(name, _("“%(word)s” has no visible sign.") % {"word": one[:20]})
            else:
                kept.setdefault(folded, one.strip())
        return tuple(kept.values())

    def done(self) -> None:
        if self.errors:
            raise ParamsError(self.errors)


def read(kind: str, raw: Any) -> Params:
    """The parameters of a rule of `kind`. Raises ParamsError."""
    return _blocked_terms(raw) if kind == "blocked_terms" else _required_disclosure(raw)


def _blocked_terms(raw: Any) -> BlockedTerms:
    reader = _Reader(raw)
    reader.unknown("terms", "allowed")
    rows = reader.raw.get("terms", [])
    suggestions: dict[str, str] = {}
    texts: list[Any] = []
    for row in rows if isinstance(rows, list | tuple) else [None]:
        text = row.get("text") if isinstance(row, Mapping) else row
        suggestion = row.get("suggestion", "") if isinstance(row, Mapping) else ""
        if isinstance(text, str) and isinstance(suggestion, str):
            if len(suggestion) > 2 * LONGEST:
                reader.wrong("terms", _("The suggestion for “%(word)s” is too long.") % {"word": text[:20]})
            suggestions.setdefault(text.strip(), suggestion.strip())
        texts.append(text)
    words = reader.words("terms", texts, MOST_TERMS)
    allowed = reader.words("allowed", reader.raw.get("allowed", []), MOST_TERMS)
    if not words and "terms" not in reader.errors:
        reader.wrong("terms", _("Name at least one term."))
    reader.done()
    return BlockedTerms(tuple(Term(word, suggestions.get(word, "")) for word in words), allowed)


def _required_disclosure(raw: Any) -> RequiredDisclosure:
    reader = _Reader(raw)
    reader.unknown("triggers", "phrases", "when_paid")
    triggers = reader.words("triggers", reader.raw.get("triggers", []), MOST_PHRASES)
    given = reader.raw.get("phrases", {})
    phrases: dict[str, tuple[str, ...]] = {}
    for language, group in given.items() if isinstance(given, Mapping) else ():
        if language not in {"en", "zh"}:
            reader.wrong("phrases", _("Phrases are kept for English and Chinese."))
        elif words := reader.words(f"phrases_{language}", group, MOST_PHRASES):
            phrases[language] = words
    paid = reader.raw.get("when_paid", True)
    if not isinstance(paid, bool):
        reader.wrong("when_paid", _("This is yes or no."))
    if not phrases and not reader.errors:
        reader.wrong("phrases_en", _("Name at least one phrase that discloses, in English or Chinese."))
    if not triggers and not paid and "triggers" not in reader.errors:
        reader.wrong("triggers", _("Name a trigger, or let the rule apply to paid posts."))
    reader.done()
    return RequiredDisclosure(triggers, phrases, bool(paid))


def to_json(params: Params) -> dict[str, Any]:
    """The form in which a RuleVersion keeps them."""
    if isinstance(params, BlockedTerms):
        return {"terms": [asdict(term) for term in params.terms], "allowed": list(params.allowed)}
    return {
        "triggers": list(params.triggers),
        "phrases": {language: list(group) for language, group in params.phrases.items()},
        "when_paid": params.when_paid,
    }
