"""The numbers beside the rail."""

from typing import Any

from coe.access.api import Act
from governance.approvals.selectors import to_decide
from governance.crisis.bands import known_on


def approvals(request: Any) -> int:
    """How many requests wait for this member."""
    if not request.rights.may(Act.POST_APPROVE, anywhere=True):
        return 0
    return to_decide(request.member, request.rights, request.brand_filter, request.market_filter).count()


def governance(request: Any) -> int:
    """How many freezes are on that the member knows of."""
    return len(known_on(request))
