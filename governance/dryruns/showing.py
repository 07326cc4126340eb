"""A dry run as pages show it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Request
from governance.dryruns import selectors
from governance.dryruns.states import State
from governance.policies.models import Severity

EFFECTS: dict[str, Any] = {
    Severity.BLOCK: _("Would have been stopped"),
    Severity.REASON: _("Would have needed the approver’s reason"),
    Severity.WARN: _("Would have carried a warning"),
    Severity.INFO: _("Would have carried a note"),
}


def newest_of(request: Request, rule: Any) -> dict[str, Any]:
    """run (or None), stale and effect of the newest run of one’s own, for those who write rules."""
    run = selectors.newest(request.member, rule) if request.rights.may(Act.RULE_WRITE) else None
    return {"run": run, "stale": selectors.stale(run), "effect": EFFECTS[run.severity]} if run else {"run": None}


def result_of(request: Request, run: Any) -> dict[str, Any]:
    """All that the result shows; ?page pages the posts. Without a result (yet) no more than how far it is."""
    said = {"run": run, "stale": selectors.stale(run), "effect": EFFECTS[run.severity]}
    if run.state != State.DONE or not run.hit:
        return said
    return said | {
        "brands": selectors.by_brand(run, request.rights),
        "months": selectors.by_month(run),
        "page": selectors.touched(run, request.rights, request.GET.get("page")),
    }
