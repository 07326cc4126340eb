"""The objects that grants can be scoped to, whichever package they live in."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from coe.access.models import Scope
from coe.access.reach import Reach
from coe.access.rights import RIGHT_MODELS, Place, object_of
from coe.web.joining import local_name
from coe.web.sorting import name_key


@dataclass(frozen=True)
class Target:
    """One thing a grant can be on. `value` is what a form posts: "<scope>:<id>"."""

    scope: Scope
    id: UUID
    name: str
    """What is kept of it."""
    label: str
    """The same in the reader's language."""
    place: Place

    @property
    def value(self) -> str:
        return f"{self.scope.value}:{self.id}"


def _target(scope: Scope, row: Any) -> Target:
    place = {
        Scope.ORGANISATION: Place(),
        Scope.MARKET: Place(market=row.pk),
        Scope.BRAND: Place(brand=row.pk),
        Scope.CHANNEL: Place(getattr(row, "brand_id", None), getattr(row, "market_id", None), row.pk),
    }[scope]
    return Target(scope, row.pk, str(row), local_name(row), place)


def targets(org_id: UUID) -> list[Target]:
    """Everything in the organisation that a grant can be on, widest first."""
    found = []
    for scope in RIGHT_MODELS:
        rows = object_of(scope).objects.filter(**({"pk": org_id} if scope == Scope.ORGANISATION else {}))
        found += sorted((_target(Scope(scope), row) for row in rows), key=lambda one: name_key(one.label))
    return found


def target(org_id: UUID, value: str) -> Target:
    """The target a form posted; anything else, other organisations' ids included, is an error at the field."""
    scope, _colon, id_ = value.partition(":")
    try:
        if scope == Scope.ORGANISATION and id_ != str(org_id):
            raise ValueError
        return _target(Scope(scope), object_of(scope).objects.get(pk=UUID(id_)))
    except (ValueError, KeyError, _object_missing(scope)):
        raise ValidationError({"on": _("Choose one of the places listed.")}) from None


def _object_missing(scope: str) -> type[Exception]:
    return object_of(scope).DoesNotExist if scope in RIGHT_MODELS else LookupError


def channel_or_404(channel_id: UUID, seen: Reach) -> tuple[Any, Target]:
    row = object_of(Scope.CHANNEL).objects.select_related("brand").filter(pk=channel_id).first()
    if row is None or not seen.sees_channel(row.pk):
        raise Http404
    return row, _target(Scope.CHANNEL, row)
