"""The calendar as data."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read
from coe.api.paging import wrong_parameter
from coe.api.shapes import Id, Instant, Ref, Shape
from coe.tenancy.selectors import brand_or_404
from publishing.calendar import selectors
from publishing.calendar.freezing import frozen_now
from publishing.calendar.window import MOST_DAYS, asked_window
from publishing.content.states import State


class CalendarFilters(Shape):
    first = serializers.DateField(help_text="First day, in the organisation’s zone.")
    until = serializers.DateField(help_text="The day after the last; at most 62 days.")
    brand = Id(required=False)
    campaign = Id(required=False)
    network = serializers.CharField(required=False, max_length=20)
    state = serializers.ChoiceField(choices=State.values, required=False)


class CalendarPost(serializers.Serializer[Any]):
    id = Id()
    title = serializers.CharField()
    language = serializers.CharField()
    slot = Instant()
    zone = serializers.CharField(help_text="The one the slot was typed in.")
    brand = Ref()
    networks = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    state_label = serializers.CharField(source="word")
    movable = serializers.SerializerMethodField()
    frozen = serializers.BooleanField(help_text="A freeze stops it.")

    def get_movable(self, chip: Any) -> bool:
        return bool(chip.mode)


class BandOut(serializers.Serializer[Any]):
    """Something that lasts: whole days from `first` to before `until`."""

    id = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    first = serializers.DateField()
    until = serializers.DateField()
    brands = serializers.ListField(child=serializers.CharField(), help_text="Slugs; empty: all.")


class CalendarOut(serializers.Serializer[Any]):
    zone = serializers.CharField()
    posts = CalendarPost(many=True)
    bands = BandOut(many=True)
    left_off = serializers.IntegerField(help_text="How many posts more there are than one answer holds.")


@read("calendar_get", Act.POST_SEE, tag="calendar", gives=CalendarOut, filters=CalendarFilters)
def calendar(call: Call) -> dict[str, Any]:
    """Read the posts and campaigns of a stretch of days."""
    given = call.query
    window = asked_window(given["first"].isoformat(), given["until"].isoformat(), call.org.zone)
    if window is None:
        raise wrong_parameter("until", _("At most %(days)d days, the end after the beginning.") % {"days": MOST_DAYS})
    wanted = selectors.Wanted(
        state=given.get("state", ""), network=given.get("network", ""), campaign=given.get("campaign"),
        brand=brand_or_404(given["brand"]) if given.get("brand") else None,
    )  # fmt: skip
    found = selectors.chips(call.rights, window, wanted, frozen_now(call.rights))
    bands = selectors.campaign_bands(call.rights, window, wanted)
    return {"zone": window.zone, "posts": found.chips, "bands": bands, "left_off": found.left_off}
