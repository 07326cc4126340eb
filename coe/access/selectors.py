"""Reading who may do what."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from coe.access.acts import Act
from coe.access.models import AccessRequest, Grant, Role, Scope
from coe.access.rights import EVERYWHERE, RIGHT_MODELS, Place
from coe.tenancy.models import Member


def holders(act: Act, place: Place = EVERYWHERE) -> Iterable[Member]:
    """The members who may do an act at a place, by name."""
    users: set[int] = set()
    targets = dict(place.ids())
    for scope, model in RIGHT_MODELS.items():
        if scope != Scope.ORGANISATION and not targets.get(Scope(scope)):
            continue
        rows = model._default_manager.filter(
            Q(grant__expires_at__isnull=True) | Q(grant__expires_at__gt=timezone.now()),
            permission__codename=act.value,
            grant__ended_at__isnull=True,
        )
        if scope != Scope.ORGANISATION:
            rows = rows.filter(content_object_id=targets[Scope(scope)])
        users.update(rows.values_list("user_id", flat=True))
    return Member.objects.filter(user_id__in=users, left_at__isnull=True).order_by("name")


def holders_to_ask(place: Place = EVERYWHERE) -> list[Member]:
    """Who can grant a missing right here; at most five, so that the page names people, not a crowd."""
    return list(holders(Act.ACCESS_GRANT, place)[:5])  # type: ignore[index]


def member_or_404(member_id: UUID) -> Member:
    member = Member.objects.select_related("user", "partner").filter(pk=member_id).first()
    if member is None:
        raise Http404
    return member


def role_or_404(role_id: UUID) -> Role:
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        raise Http404
    return role


def grant_or_404(grant_id: UUID) -> Grant:
    grant = Grant.objects.select_related("member", "role").filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant


def roles() -> list[Role]:
    """Roles with `holders`, how many members hold each now; default roles first."""
    now = timezone.now()
    counts = dict(
        Grant.objects.filter(ended_at__isnull=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .values_list("role")
        .annotate(Count("member", distinct=True))
    )
    rows = sorted(Role.objects.all(), key=lambda role: (not role.key, str(role)))
    for role in rows:
        role.holders = counts.get(role.pk, 0)  # type: ignore[attr-defined]
    return rows


def grants(*, view: str = "") -> QuerySet[Grant]:
    """Grants for the list: standing ones, those ending within 14 days, or ended ones."""
    rows = Grant.objects.select_related("member", "role", "granted_by", "ended_by")
    now = timezone.now()
    alive = Q(ended_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    if view == "ended":
        return rows.exclude(alive).order_by("-granted_at")
    if view == "ending":
        return rows.filter(alive, expires_at__lt=now + timedelta(days=14)).order_by("expires_at")
    return rows.filter(alive)


def request_or_404(request_id: UUID) -> AccessRequest:
    asked = AccessRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise Http404
    return asked


def open_requests() -> QuerySet[AccessRequest]:
    return AccessRequest.objects.filter(answered_at__isnull=True).select_related("member").order_by("asked_at")
