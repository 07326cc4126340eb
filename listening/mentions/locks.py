"""Locks of this slice: mentions by id, in one order."""

from collections.abc import Iterable
from uuid import UUID

from listening.mentions.models import Mention


def mentions(ids: Iterable[UUID]) -> list[Mention]:
    """Those of `ids` that are here, locked, with their channels."""
    return list(
        Mention.objects.select_for_update(of=("self",)).select_related("channel").filter(pk__in=set(ids)).order_by("pk")
    )
