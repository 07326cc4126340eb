"""The figures of the governance page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand, Market
from governance.approvals.models import Request
from governance.approvals.selectors import may_see, narrowed
from governance.approvals.states import State as RequestState
from governance.crisis.rows import visible_on
from governance.policies import selectors as rules
from governance.policies.states import State as RuleState
from governance.workflows.selectors import workflows

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Glance:
    """Each part is None for those who may not see it."""

    rules: dict[str, int] | None
    requests: dict[str, int] | None
    soonest: list[Request]
    """Those that wait, by time left; what is late comes first."""
    freezes: list[Any]
    workflows: list[Any] | None
    access: bool
    audit: bool


def glance(rights: Rights, brand: Brand | None, market: Market | None) -> Glance:
    posts = rights.may(Act.POST_SEE, anywhere=True)
    waiting = Request.objects.filter(may_see(rights), state=RequestState.OPEN)
    waiting = narrowed(waiting, brand, market)
    return Glance(
        rules=_rules(rights) if rights.may(Act.RULE_SEE, anywhere=True) else None,
        requests=_ages(waiting) if posts else None,
        soonest=list(waiting.select_related("brand").order_by("decide_by", "submitted_at")[:5]) if posts else [],
        freezes=list(visible_on(rights)),
        workflows=list(workflows(rights)[:8]) if rights.may(Act.WORKFLOW_SEE, anywhere=True) else None,
        access=rights.may(Act.MEMBER_SEE, anywhere=True),
        audit=rights.may(Act.AUDIT_SEE, anywhere=True),
    )


def _rules(rights: Rights) -> dict[str, int]:
    counted = rules.visible(rights).values_list("state").annotate(n=Count("pk"))
    return {str(RuleState(state)): n for state, n in counted}


def _ages(waiting: Any) -> dict[str, int]:
    """Open requests by how long they have waited, and how many are past their time."""
    now = timezone.now()
    counted: dict[str, int] = waiting.aggregate(
        day=Count("pk", filter=Q(submitted_at__gt=now - DAY)),
        three=Count("pk", filter=Q(submitted_at__lte=now - DAY, submitted_at__gt=now - 3 * DAY)),
        older=Count("pk", filter=Q(submitted_at__lte=now - 3 * DAY)),
        late=Count("pk", filter=Q(decide_by__lt=now)),
    )
    return counted | {"all": counted["day"] + counted["three"] + counted["older"]}
