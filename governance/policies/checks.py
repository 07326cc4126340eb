"""What each kind of rule does with texts. Compiled once per rule version, which never changes."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

from governance.policies.fold import Folded, fold
from governance.policies.matcher import Matcher
from governance.policies.params import BlockedTerms, Params, RequiredDisclosure, read

KEPT = 512
# A text that breaks a rule a hundred times is wrong as a whole; listing more helps nobody.
MOST_HITS = 100


@dataclass(frozen=True)
class Content:
    """What is checked: texts by field, their language, and whether the post is marked paid."""

    texts: Mapping[str, str]
    folded: Mapping[str, Folded]
    language: str
    paid: bool = False

    @classmethod
    def of(cls, texts: Mapping[str, str], language: str, *, paid: bool = False) -> "Content":
        return cls(texts, {field: fold(text) for field, text in texts.items()}, language, paid)

    def groups(self) -> Iterator[list[str]]:
        """Fields read together. “<version>.text” and “<version>.title” are; fields without a dot are one group."""
        found: dict[str, list[str]] = {}
        for field in self.texts:
            found.setdefault(field.rpartition(".")[0], []).append(field)
        yield from found.values()


@dataclass(frozen=True)
class Found:
    """Code points `start` to `end` of the field's text; both 0 when the whole text is meant."""

    field: str
    start: int
    end: int
    words: str
    suggestion: str = ""


class Check(Protocol):
    def run(self, content: Content) -> Iterator[Found]: ...


class BlockedTermsCheck:
    def __init__(self, params: BlockedTerms) -> None:
        self._terms = params.terms
        self._matcher = Matcher([term.text for term in params.terms], params.allowed)

    def run(self, content: Content) -> Iterator[Found]:
        for field, folded in content.folded.items():
            for hit in self._matcher.find(folded):
                words = folded.source[hit.start : hit.end]
                yield Found(field, hit.start, hit.end, words, self._terms[hit.term].suggestion)


class RequiredDisclosureCheck:
    def __init__(self, params: RequiredDisclosure) -> None:
        self._params = params
        self._triggers = Matcher(params.triggers)
        languages = {*params.phrases, ""}
        self._phrases = {language: Matcher(params.phrases_for(language)) for language in languages}

    def run(self, content: Content) -> Iterator[Found]:
        language = content.language.lower().split("-")[0]
        phrases = self._phrases.get(language, self._phrases[""])
        suggestion = next(iter(self._params.phrases_for(content.language)), "")
        if content.paid and self._params.when_paid and not content.texts:
            # A picture without a word tells nobody either.
            yield Found("text", 0, 0, "", suggestion)
        for fields in content.groups():
            if any(phrases.find(content.folded[field]) for field in fields):
                continue
            told = False
            for field in fields:
                folded = content.folded[field]
                for hit in self._triggers.find(folded):
                    told = True
                    yield Found(field, hit.start, hit.end, folded.source[hit.start : hit.end], suggestion)
            if not told and content.paid and self._params.when_paid:
                yield Found(fields[0], 0, 0, "", suggestion)


def build(params: Params) -> Check:
    return BlockedTermsCheck(params) if isinstance(params, BlockedTerms) else RequiredDisclosureCheck(params)


_CACHE: "OrderedDict[UUID, Check]" = OrderedDict()
_LOCK = Lock()


def compiled(version_id: UUID, kind: str, params: Callable[[], Any]) -> Check:
    """The check of a rule version; `params` fetches the stored JSON and is asked only when it is not compiled yet."""
    with _LOCK:
        if version_id in _CACHE:
            _CACHE.move_to_end(version_id)
            return _CACHE[version_id]
    check = build(read(kind, params()))
    with _LOCK:
        _CACHE[version_id] = check
        while len(_CACHE) > KEPT:
            _CACHE.popitem(last=False)
    return check
