"""What one member may do, asked of the rights that grants put on objects. Deny by default."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from coe.access.acts import BRAND_WIDE, GRANTABLE, ORG_WIDE, Act
from coe.access.models import BrandRight, Grant, MarketRight, ObjectRight, OrganisationRight, Scope
from coe.tenancy.models import Member

# A package to the right adds its own kind of object here (publishing adds channels), in its AppConfig.ready().
RIGHT_MODELS: dict[str, type[ObjectRight]] = {
    Scope.ORGANISATION: OrganisationRight,
    Scope.MARKET: MarketRight,
    Scope.BRAND: BrandRight,
}


EVERYTHING = ~Q(pk__in=[])
"""Every row. An empty Q says so too, but vanishes from an “or”, which then means the other side alone."""


@dataclass(frozen=True)
class Place:
    """Where an act would happen. Empty fields mean “not about one”."""

    brand: UUID | None = None
    market: UUID | None = None
    channel: UUID | None = None

    def ids(self) -> Iterable[tuple[str, UUID | None]]:
        return ((Scope.BRAND, self.brand), (Scope.MARKET, self.market), (Scope.CHANNEL, self.channel))


EVERYWHERE = Place()


def carries(scope: str, act: Act | str) -> bool:
    """Whether a grant of this scope gives the act at all; some acts concern more than a part of a brand."""
    if act in ORG_WIDE:
        return scope == Scope.ORGANISATION
    return act not in BRAND_WIDE or scope in {Scope.ORGANISATION, Scope.BRAND}


def object_of(scope: str) -> Any:
    """The model of the objects that grants of a scope are on."""
    meta: Any = RIGHT_MODELS[scope]._meta
    field = meta.get_field("content_object")
    return field.remote_field.model


class Denied(Exception):
    """The act is not allowed here. Carries what the page needs to say which right is missing and who has it to give."""

    def __init__(self, act: Act, place: Place = EVERYWHERE, reason: str = "") -> None:
        super().__init__(f"{act} at {place}{': ' if reason else ''}{reason}")
        self.act, self.place, self.reason = act, place, reason


@dataclass
class Rights:
    """The acts a member holds, by scope. `held[act][scope][object id]` is when it ends, None for never."""

    held: dict[str, dict[str, dict[UUID, datetime | None]]] = field(default_factory=dict)

    def may(
        self, act: Act | str, *, brand: Any = None, market: Any = None, channel: Any = None, anywhere: bool = False
    ) -> bool:
        """Whether the act is allowed at a place. Objects or ids; `anywhere` asks for at least one place."""
        if anywhere:
            scopes = self.held.get(act, {})
            # A narrower grant does not carry what concerns the whole organisation, so it opens no page of it either.
            return any(ids and carries(scope, act) for scope, ids in scopes.items())
        return self.allows(act, Place(_id(brand), _id(market), _id(channel)))

    def allows(self, act: Act | str, place: Place) -> bool:
        return bool(self._granting(act, place))

    def until(self, act: Act | str, place: Place) -> datetime | None:
        """When the longest-lived right to this act here ends; None for never. Ask only when allowed."""
        ends = self._granting(act, place)
        return None if None in ends else max(end for end in ends if end)

    def _granting(self, act: Act | str, place: Place) -> list[datetime | None]:
        scopes = self.held.get(act, {})
        ends = list(scopes.get(Scope.ORGANISATION, {}).values())
        for scope, id_ in place.ids():
            if id_ and carries(scope, act) and id_ in scopes.get(scope, {}):
                ends.append(scopes[scope][id_])
        return ends

    def within(self, act: Act | str, *, brand: str = "brand", market: str = "", channel: str = "") -> Q:
        """A filter for the rows this member may `act` on; arguments name the columns (empty: no such column)."""
        scopes = self.held.get(act, {})
        if scopes.get(Scope.ORGANISATION):
            return EVERYTHING
        wanted = Q(pk__in=[])
        for scope, column in ((Scope.BRAND, brand), (Scope.MARKET, market), (Scope.CHANNEL, channel)):
            if column and carries(scope, act) and scopes.get(scope):
                wanted |= Q(**{f"{column}__in": list(scopes[scope])})
        return wanted

    def reach(self, *acts: Act) -> Q:
        """A filter for the brands this member may do or see anything of: their own, and those of their channels.

        With `acts`, the brands of which they may do one of these, at least on one channel.
        """
        scopes: dict[str, set[UUID]] = defaultdict(set)
        for act, held in self.held.items():
            for scope, ends in held.items() if not acts or act in acts else ():
                scopes[scope] |= set(ends)
        if scopes[Scope.ORGANISATION]:
            return EVERYTHING
        brands = Q(pk__in=list(scopes[Scope.BRAND]))
        if Scope.CHANNEL in RIGHT_MODELS and (scopes[Scope.CHANNEL] or scopes[Scope.MARKET]):
            channels = object_of(Scope.CHANNEL).objects.filter(
                Q(pk__in=list(scopes[Scope.CHANNEL])) | Q(market__in=list(scopes[Scope.MARKET]))
            )
            brands |= Q(pk__in=channels.values("brand"))
        return brands

    def markets(self) -> Q:
        """A filter for the markets this member may do or see anything in: their own, and those of their channels."""
        scopes: dict[str, set[UUID]] = defaultdict(set)
        for held in self.held.values():
            for scope, ends in held.items():
                scopes[scope] |= set(ends)
        if scopes[Scope.ORGANISATION]:
            return EVERYTHING
        markets = Q(pk__in=list(scopes[Scope.MARKET]))
        if Scope.CHANNEL in RIGHT_MODELS and (scopes[Scope.CHANNEL] or scopes[Scope.BRAND]):
            channels = object_of(Scope.CHANNEL).objects.filter(
                Q(pk__in=list(scopes[Scope.CHANNEL])) | Q(brand__in=list(scopes[Scope.BRAND]))
            )
            markets |= Q(pk__in=channels.filter(market__isnull=False).values("market"))
        return markets


def _id(thing: Any) -> UUID | None:
    found: UUID | None = getattr(thing, "pk", thing)
    return found


def rights_of(member: Member, *, at: datetime | None = None) -> Rights:
    """Every right of a member that is valid at a moment (now, unless given). One query."""
    at = at or timezone.now()
    held: dict[str, dict[str, dict[UUID, datetime | None]]] = defaultdict(lambda: defaultdict(dict))
    if member.left_at:
        return Rights()
    with connection.cursor() as cursor:
        cursor.execute(_held(), {"user": member.user_id, "org": member.org_id, "at": at})
        found = cursor.fetchall()
    for act, object_id, ends, scope in found:
        known = held[act][scope].get(object_id, ends)
        held[act][scope][object_id] = None if None in (known, ends) else max(known, ends)
    return Rights({act: dict(scopes) for act, scopes in held.items() if act in GRANTABLE})


@cache
def _held() -> str:
    """(act, object id, end, scope) of the valid rights on every kind of object.

    In SQL by hand: every page and every call asks it, and building it anew costs more than answering it.
    """
    kinds = " UNION ALL ".join(
        f"SELECT grant_id, permission_id, content_object_id, '{scope}' AS scope FROM {model._meta.db_table} "  # noqa: S608  (names of our own)
        "WHERE user_id = %(user)s AND org_id = %(org)s"
        for scope, model in RIGHT_MODELS.items()
    )
    return (
        "SELECT permission.codename, held.content_object_id, given.expires_at, held.scope "  # noqa: S608
        f"FROM ({kinds}) held JOIN {Grant._meta.db_table} given ON given.id = held.grant_id "
        f"JOIN {Permission._meta.db_table} permission ON permission.id = held.permission_id "
        "WHERE given.ended_at IS NULL AND given.granted_at <= %(at)s "
        "AND (given.expires_at IS NULL OR given.expires_at > %(at)s)"
    )
