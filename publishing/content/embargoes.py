"""Embargoes as they concern posts: asked while writing, when sending or moving, and just before a post leaves."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from coe.web.templatetags.coe import day_short
from governance import api as governance


def embargo_of(
    brand_id: UUID, market_ids: Collection[UUID | None], slot: datetime | None, zone: str
) -> governance.CalendarNote | None:
    """The embargo over the day a slot falls on in the post's zone; None without a slot or an embargo."""
    if slot is None:
        return None
    day = slot.astimezone(ZoneInfo(zone)).date()
    return governance.embargo_on(brand_id=brand_id, market_ids=market_ids, day=day)


def embargo_words(embargo: governance.CalendarNote) -> str:
    """Why nothing goes out then, and who said so."""
    last = day_short(embargo.last)
    said = {"title": embargo.title, "last": last, "who": embargo.set_by.name}
    return _("Embargo until %(last)s: %(title)s (set by %(who)s). Choose another day.") % said
