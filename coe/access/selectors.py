"""Reading who may do what."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from coe.access.acts import Act
from coe.access.models import Scope
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
