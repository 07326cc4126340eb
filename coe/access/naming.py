"""What the place of a grant is called today, in English and in Chinese; what was kept says only what it was then."""

from typing import Any, TypeVar

from django.db.models import F, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from coe.tenancy.models import Brand, Market
from coe.web.joining import chinese

_M = TypeVar("_M", bound=Model)
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
    return str(getattr(held, place_column(), None) or kept)


def place_column() -> str:
    """The column with the reader's words, to order by."""
    return "place_zh" if chinese() else "place_en"


def _named(rows: Any, found: list[Any], kept: str) -> Any:
    english = Coalesce(*(Subquery(one.values("name")) for one in found), F(kept))
    translated = (Subquery(one.values(said=NullIf(F("name_zh"), Value("")))) for one in found)
    return rows.annotate(place_en=english, place_zh=Coalesce(*translated, english))


def _key(scope: str) -> Any:
    return Concat(Value(f"{scope}:"), Cast("pk", TextField()), output_field=TextField())
