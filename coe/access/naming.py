"""What the place of a grant is called today, in the reader's language; what was kept says only what it was then."""

from typing import Any, TypeVar

from django.db.models import F, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from coe.tenancy.models import Brand, Market
from coe.web.joining import chinese

_M = TypeVar("_M", bound=Model)
PLACE = "place_now"
"""The column with the reader's words, to order by."""
_NAMED: tuple[tuple[str, type[Brand] | type[Market]], ...] = (("brand", Brand), ("market", Market))


def named(rows: QuerySet[_M]) -> QuerySet[_M]:
    """Grants or requests with what their `place` is called: in the same statement."""
    found = [model.objects.filter(pk=OuterRef("scope_id")) for _scope, model in _NAMED]
    return _named(rows, found, "scope_label")  # type: ignore[no-any-return]


def named_by_key(rows: QuerySet[_M]) -> QuerySet[_M]:
    """Invitations, the same: `on` says their place as a form does, "brand:<id>"."""
    found = [model.objects.annotate(key=_key(scope)).filter(key=OuterRef("on")) for scope, model in _NAMED]
    return _named(rows, found, "on_label")  # type: ignore[no-any-return]


def in_words(held: Any, kept: str) -> str:
    """The place of a row that went through `named`, or else what was KEPT of it."""
    return str(getattr(held, PLACE, None) or kept)


def _named(rows: Any, found: list[Any], kept: str) -> Any:
    said = Coalesce(NullIf(F("name_zh"), Value("")), F("name")) if chinese() else F("name")
    # Unsorted: a sub-select of one row by its key would otherwise sort it.
    names = (Subquery(one.order_by().values(said=said)) for one in found)
    return rows.annotate(**{PLACE: Coalesce(*names, F(kept))})


def _key(scope: str) -> Any:
    return Concat(Value(f"{scope}:"), Cast("pk", TextField()), output_field=TextField())
