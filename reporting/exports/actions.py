"""Taking results out of the house leaves a row in the audit: what, whose, how many rows."""

from uuid import UUID

from coe.access.api import Act, Doing, action
from coe.tenancy.models import Organisation


@action(Act.REPORT_EXPORT)
def export(do: Doing, *, name: str, brand_ids: list[UUID] | None, rows: int) -> None:
    """Asks whether these brands' results may leave (None: the whole organisation's), and notes that they did."""
    if brand_ids is None:
        do.require()
    for brand_id in brand_ids or []:
        do.require(brand=brand_id)
    if brand_ids == []:
        do.require()
    do.record(
        Organisation.objects.get(pk=do.org_id),
        label=name,
        after={"table": name, "rows": rows, "brands": brand_ids or "all"},
    )
