"""A post's revisions told as a story: who changed what, word by word."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.paginator import Page

from publishing.content import selectors
from publishing.content.diff import Change, changes
from publishing.content.models import Revision


@dataclass(frozen=True)
class Told:
    """One save. `changes` is what it did to the one before it; the first has none."""

    revision: Revision
    changes: list[Change]
    first: bool


def told(revisions: Sequence[Revision]) -> list[Told]:
    """Revisions newest first, each compared with the next older one. A fixed number of queries."""
    name_of = naming(one.content for one in revisions)
    found = []
    for place, one in enumerate(revisions):
        older = revisions[place + 1] if place + 1 < len(revisions) else None
        made = changes(older.content, one.content, name_of=name_of) if older else []
        found.append(Told(one, made, first=one.number == 1))
    return found


def told_page(page: Page[Revision]) -> list[Told]:
    """One page of the story; its last is compared with the first of the next page."""
    shown = list(page)
    following = list(page.paginator.object_list[page.end_index() : page.end_index() + 1]) if page.has_next() else []
    return told([*shown, *following])[: len(shown)]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What changed between two contents."""
    return changes(before, after, name_of=naming([before, after]))


def naming(contents: Iterable[Mapping[str, Any]]) -> Callable[[str, str], str]:
    """Says what an id in these contents is called. Looked up when first asked: most saves change words only."""
    ids = _ids(contents)

    @cache
    def known(kind: str) -> dict[tuple[str, str], str]:
        return selectors.names({kind: ids[kind]})

    return lambda kind, key: known(kind).get((kind, key), key)


def _ids(contents: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {"brand": set(), "campaign": set(), "channel": set(), "asset": set()}
    for content in contents:
        kinds["brand"].add(content.get("brand") or "")
        kinds["campaign"].add(content.get("campaign") or "")
        kinds["channel"].update(content.get("versions") or {})
        kinds["asset"].update(image["asset"] for image in content.get("images") or [])
    return {kind: {one for one in ids if one} for kind, ids in kinds.items()}
