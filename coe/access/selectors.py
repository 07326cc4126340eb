"""Reading who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone

from coe.access.acts import Act
from coe.access.models import AccessRequest, Grant, Role, Scope
from coe.access.naming import PLACE, named
from coe.access.reach import Reach
from coe.access.rights import EVERYWHERE, RIGHT_MODELS, Place, carries
from coe.access.roles import DEFAULTS
from coe.access.rules import standing
from coe.search.folding import fold, says, words_of
from coe.tenancy.models import Member
from coe.web.input import uuid_of
from coe.web.sorting import by_name, name_key, ordered


def holders(act: Act, place: Place = EVERYWHERE) -> Iterable[Member]:
    """The members who may do an act at a place, by name."""
    users: set[int] = set()
    targets = dict(place.ids())
    for scope, model in RIGHT_MODELS.items():
        if scope != Scope.ORGANISATION and not (targets.get(Scope(scope)) and carries(scope, act)):
            continue
        rows = model._default_manager.filter(
            Q(grant__expires_at__isnull=True) | Q(grant__expires_at__gt=timezone.now()),
            permission__codename=act.value,
            grant__ended_at__isnull=True,
        )
        if scope != Scope.ORGANISATION:
            rows = rows.filter(content_object_id=targets[Scope(scope)])
        users.update(rows.values_list("user_id", flat=True))
    return Member.objects.filter(user_id__in=users, left_at__isnull=True).order_by(by_name("name"), "pk")


def holders_anywhere(act: Act) -> Iterable[Member]:
    """The members who may do an act somewhere, by name."""
    users: set[int] = set()
    for model in RIGHT_MODELS.values():
        rows = model._default_manager.filter(
            Q(grant__expires_at__isnull=True) | Q(grant__expires_at__gt=timezone.now()),
            permission__codename=act.value,
            grant__ended_at__isnull=True,
        )
        users.update(rows.values_list("user_id", flat=True))
    return Member.objects.filter(user_id__in=users, left_at__isnull=True).order_by(by_name("name"), "pk")


def holders_to_ask(place: Place = EVERYWHERE) -> list[Member]:
    """Who can grant a missing right here; at most five, so that the page names people, not a crowd."""
    return list(holders(Act.ACCESS_GRANT, place)[:5])  # type: ignore[index]


def member_or_404(member_id: UUID, seen: Reach) -> Member:
    member = Member.objects.select_related("user", "partner").filter(pk=member_id).first()
    if member is None or not seen.holds(member):
        raise Http404
    return member


def role_or_404(role_id: UUID) -> Role:
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        raise Http404
    return role


def grant_or_404(grant_id: UUID, seen: Reach) -> Grant:
    grant = Grant.objects.filter(seen.reaching).select_related("member", "role").filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant


def roles(seen: Reach) -> list[Role]:
    """Roles with `holders`, how many members hold each now where one may see it; default roles first."""
    held = Grant.objects.filter(standing(), seen.reaching)
    counts = dict(held.order_by().values_list("role").annotate(Count("member", distinct=True)))
    rows = sorted(Role.objects.all(), key=lambda role: (not role.key, name_key(role)))
    for role in rows:
        role.holders = counts.get(role.pk, 0)  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True)
class WantedGrants:
    """`view`: standing ones (""), those ending within 14 days, or ended ones. `where`: "brand:<id>" and the like."""

    view: str = ""
    q: str = ""
    role: UUID | None = None
    where: str = ""
    sort: str = ""


GRANT_FILTERS = ("view", "q", "role", "where")


def wanted_grants(given: QueryDict) -> WantedGrants:
    """The filters of an address. What is not a filter's value counts as not given."""
    return WantedGrants(
        given.get("view", "") if given.get("view") in {"ending", "ended"} else "",
        given.get("q", "")[:100],
        uuid_of(given.get("role", "")),
        given.get("where", "")[:60],
        given.get("sort", ""),
    )


def grants(seen: Reach, wanted: WantedGrants = WantedGrants()) -> QuerySet[Grant]:
    """Grants for the list."""
    columns = {
        "member": by_name("member__name"), "role": by_name("role__name"), "where": by_name(PLACE),
        "by": by_name("granted_by__name"), "ends": "expires_at",
    }  # fmt: skip
    rows = _of_view(seen, wanted.view).select_related("member", "role", "granted_by", "ended_by")
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    scope, _colon, id_ = wanted.where.partition(":")
    if scope in Scope.values and (place := uuid_of(id_)):
        rows = rows.filter(scope=scope, scope_id=place)
    rows = rows.filter(_saying(wanted.q))
    return rows.order_by(*ordered(wanted.sort, columns, ("expires_at" if wanted.view == "ending" else "-granted_at",)))


def _of_view(seen: Reach, view: str) -> QuerySet[Grant]:
    rows = named(Grant.objects.filter(seen.reaching))
    now = timezone.now()
    alive = Q(ended_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    if view == "ended":
        return rows.exclude(alive)
    return rows.filter(alive, expires_at__lt=now + timedelta(days=14)) if view == "ending" else rows.filter(alive)


def _saying(text: str) -> Q:
    """Every word in who holds it, as what, where, why, or in who gave it. Default roles by what the reader reads."""
    found = Q()
    for word in words_of(text):
        roles = [one.key for one in DEFAULTS if fold(word) in fold(str(one.name))]
        columns = ("member__name", "reason", "granted_by__name", PLACE, "scope_label")
        custom = says([word], "role__name") & Q(role__key="")
        found &= says([word], *columns) | custom | Q(role__key__in=roles)
    return found


@dataclass(frozen=True)
class GrantChoices:
    """What a list of grants can be narrowed to: (value, words) pairs, by words."""

    roles: list[tuple[str, str]]
    places: list[tuple[str, str]]


def grant_choices(seen: Reach, view: str) -> GrantChoices:
    """The roles and places that these grants are of. One query."""
    rows = _of_view(seen, view).order_by()
    roles, places = {}, {}
    columns = ("role", "role__key", "role__name", "scope", "scope_id", PLACE)
    for role, key, name, scope, scope_id, place in rows.values_list(*columns).distinct():
        roles[str(role)] = Role(key=key, name=name).label
        places[f"{scope}:{scope_id}"] = (list(Scope.values).index(scope), str(place))
    wide_first = sorted(places.items(), key=lambda one: (one[1][0], name_key(one[1][1])))
    return GrantChoices(
        sorted(roles.items(), key=lambda one: name_key(one[1])), [(value, said) for value, (_rank, said) in wide_first]
    )


def endable(member: Member, seen: Reach) -> set[UUID]:
    """Which standing grants of a member somebody with this reach may end."""
    return set(Grant.objects.filter(standing(), seen.inside, member=member).values_list("pk", flat=True))


def request_or_404(request_id: UUID, seen: Reach) -> AccessRequest:
    asked = AccessRequest.objects.filter(seen.inside, pk=request_id).first()
    if asked is None:
        raise Http404
    return asked


def open_requests(seen: Reach) -> QuerySet[AccessRequest]:
    """What waits for an answer that somebody with this reach may give."""
    rows = AccessRequest.objects.filter(seen.inside, answered_at__isnull=True)
    return named(rows.select_related("member").order_by("asked_at"))
