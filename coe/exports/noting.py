"""The audit row of an export: personal data and proofs do not leave unnoticed."""

from typing import Any

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.exports.ask import Ask
from coe.tenancy.models import Organisation


def noted(act: Act, label: Any) -> Any:
    """A `note` that records under `act` what left, how many rows, and how it was filtered."""

    @action(act)
    def note(do: Doing, *, rows: int, filters: str) -> None:
        do.require_somewhere()  # The rows are those the member may see.
        organisation = Organisation.objects.get(pk=do.org_id)
        told = {"table": str(label), "rows": rows, "filters": filters[:500]}
        do.record(organisation, after=told, label=str(label), detail="exported")

    def write(ask: Ask, rows: int) -> None:
        note(ask.actor, rows=rows, filters=ask.GET.urlencode())

    return write
