"""Taking results out of the house leaves a row in the audit: what, whose, how many rows."""

from collections.abc import Sequence
from uuid import UUID

from coe.access.api import Act, Doing, action
from coe.tenancy.models import Organisation
from publishing.api import ChannelPlace


@action(Act.REPORT_EXPORT)
def export(
    do: Doing, *, name: str, brand_ids: list[UUID] | None, rows: int, channels: Sequence[ChannelPlace] = ()
) -> None:
    """Asks whether the results of these brands (None: the whole organisation's) and channels may leave, and notes that
    they did.
    """
    if brand_ids is None or not (brand_ids or channels):
        do.require()
    for brand_id in brand_ids or []:
        do.require(brand=brand_id)
    for channel in channels:
        do.require(brand=channel.brand_id, market=channel.market_id, channel=channel.id)
    do.record(
        Organisation.objects.get(pk=do.org_id),
        label=name,
        after={"table": name, "rows": rows, "brands": "all" if brand_ids is None else brand_ids}
        | ({"channels": [channel.id for channel in channels]} if channels else {}),
    )
