"""Which lists there are. A slice declares its list once; views, columns and sort work on what is declared."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from coe.web.blocks import Column

AWAY = frozenset({"page", "saved", "older", "newer", "brand", "market"})
"""What an address carries that no view keeps: the page, and the brand and market that follow the person."""


@dataclass(frozen=True)
class ListKind:
    """`name` is its URL name. `fixed`: columns that cannot be hidden. `hidden`: those shown only when chosen.

    `filters`: the names in the address that narrow the list; other names are dropped from views.
    """

    key: str
    label: str | Promise
    name: str
    acts: Sequence[str]
    columns: Sequence[Column]
    filters: Sequence[str]
    fixed: Sequence[str] = ()
    hidden: Sequence[str] = ()

    @property
    def choosable(self) -> list[Column]:
        return [column for column in self.columns if column.label and column.key not in self.fixed]

    def shown(self, chosen: Sequence[str]) -> list[Column]:
        """The columns to show; without a choice those that are not hidden at first."""
        if not chosen:
            return [column for column in self.columns if column.key not in self.hidden]
        keep = {*chosen, *self.fixed}
        return [column for column in self.columns if column.key in keep or not column.label]

    def query(self, given: QueryDict | str) -> str:
        """Filters and sort of an address, in one order, so that equal views are equal."""
        said = QueryDict(given) if isinstance(given, str) else given
        kept = QueryDict(mutable=True)
        for name in sorted({*self.filters, "sort"} - AWAY):
            if values := [value for value in said.getlist(name) if value]:
                kept.setlist(name, values)
        return kept.urlencode()[:1000]


_kinds: dict[str, ListKind] = {}


def declare(kind: ListKind) -> ListKind:
    """Registers a list when its view module is imported. A key is one list's: views and columns are kept by it."""
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"there is a list {kind.key} already")
    _kinds[kind.key] = kind
    return kind


def kind_of(key: str) -> ListKind | None:
    return _kinds.get(key)
