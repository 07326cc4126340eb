"""Locks of this slice, in the one order all of publishing takes them: post, versions by id, delivery, due row.

Editing comes from the version to its delivery. Settling would come the other way, so it takes the version first.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError, connection
from django.http import Http404

from publishing.content.models import Version
from publishing.delivery.models import Delivery

_T = TypeVar("_T")
_GAVE_WAY = frozenset({"40001", "40P01"})  # serialisation failure, deadlock


def version_of(delivery_id: UUID) -> Version:
    """The version of a delivery, locked before anything is done to the delivery. Raises Http404."""
    held = Version.objects.select_for_update(of=("self",))
    version = held.filter(pk__in=Delivery.objects.filter(pk=delivery_id).values("version_id")).first()
    if version is None:
        raise Http404
    return version


def delivery(delivery_id: UUID) -> Delivery:
    """A delivery, locked after its version. Raises Http404."""
    version_of(delivery_id)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("version__post", "channel")
    found = held.filter(pk=delivery_id).first()
    if found is None:
        raise Http404
    return found


def once_more(act: Callable[[], _T]) -> _T:
    """Runs an act, and once more when the database let another transaction pass before it.

    What was sent is sent: giving its settlement up would make an unknown outcome of a known one.
    """
    try:
        return act()
    except OperationalError as error:
        if connection.in_atomic_block or getattr(error.__cause__, "pgcode", "") not in _GAVE_WAY:
            raise
    return act()
