"""Why a time of the calendar shows no post. The script decides the same as one goes on (js/calendar/blank.js)."""

from collections.abc import Sequence

from coe.access.api import Rights
from publishing.calendar.layers import Panel
from publishing.calendar.open_slots import OpenSlot
from publishing.calendar.selectors import Band, Chip
from publishing.content.selectors import visible

FIRST, FILTERS, TIME = "first", "filters", "time"


def why_empty(
    rights: Rights,
    chips: Sequence[Chip],
    bands: Sequence[Band],
    slots: Sequence[OpenSlot],
    *,
    panel: Panel,
    narrowed: bool,
) -> str:
    """FIRST: the member may see no post at all, FILTERS: they hide what there is, TIME: nothing is in it.

    Empty when something is shown. One query, and that only where there is no post.
    """
    if not chips and not narrowed and not visible(rights).exists():
        return FIRST
    hidden = all(panel.hides(chip) for chip in chips)
    if hidden and (narrowed or chips or (bands and all(panel.hides_band(band) for band in bands))):
        return FILTERS
    return "" if chips or bands or slots else TIME
