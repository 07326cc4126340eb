"""The numbers beside the rail."""

from typing import Any

from django.db.models import QuerySet

from coe.access.api import Act
from governance.approvals.models import Request
from governance.approvals.selectors import to_decide
from governance.crisis.bands import known_on


def approvals(request: Any) -> QuerySet[Request] | None:
    """The requests that wait for this member."""
    member = getattr(request, "member", None)
    if member is None or not request.rights.may(Act.POST_APPROVE, anywhere=True):
        return None
    return to_decide(member, request.rights, request.brand_filter, request.market_filter)


def governance(request: Any) -> int:
    """How many freezes are on that the member knows of."""
    return len(known_on(request))
