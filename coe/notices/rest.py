"""One's own notices."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.acts import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Done, Id, Instant, Shape, Yes
from coe.notices import actions, selectors
from coe.notices.actions import FIELDS
from coe.notices.forms import TimingForm
from coe.notices.models import Every

OWN = "one's own notices"


class NoticeOut(serializers.Serializer[Any]):
    id = Id()
    text = serializers.CharField()
    icon = serializers.CharField()
    at = Instant()
    unread = serializers.BooleanField()


class NoticeFilters(Shape):
    unread = Yes(required=False, default=False)


@read("notices_list", None, tag="notices", gives=NoticeOut, filters=NoticeFilters, paged=True, open_because=OWN)
def notices(call: Call) -> Page:
    """List the member’s notices, newest first. Takes `self.account` among the token's acts.

    A token for some brands lists what is about these, and what is about none.
    """
    call.actor.require(Act.SELF_ACCOUNT)
    rows = selectors.shown(call.member, unread_only=call.query["unread"], brands=call.caller.brands)
    return keyset(call.window, rows, "-created_at", "-pk", shown=lambda page: [selectors.row(one) for one in page])


@write("notices_read", None, tag="notices", gives=Done, open_because=OWN)
def mark_read(call: Call, notice_id: UUID) -> dict[str, int]:
    """Mark one notice as read. Takes `self.account` among the token's acts."""
    selectors.target_or_404(call.member, notice_id, brands=call.caller.brands)
    return {"changed": actions.mark_read(call.actor, notice_ids=[notice_id])}


@write("notices_read_all", None, tag="notices", gives=Done, open_because=OWN)
def mark_all_read(call: Call) -> dict[str, int]:
    """Mark every notice that is listed as read. Takes `self.account` among the token's acts."""
    listed = selectors.shown(call.member, unread_only=True, brands=call.caller.brands).values_list("pk", flat=True)
    return {"changed": actions.mark_read(call.actor, notice_ids=None if call.caller.token.whole else list(listed))}


class ChoiceOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    in_app = serializers.BooleanField()
    mail = serializers.CharField(help_text="off, now or digest")


class ChoicesOut(serializers.Serializer[Any]):
    kinds = ChoiceOut(many=True)


class ChoiceIn(Shape):
    code = serializers.CharField(max_length=40)
    in_app = Yes()
    mail = serializers.ChoiceField(choices=["off", "now", "digest"])


class ChoicesIn(Shape):
    kinds = ChoiceIn(many=True)


def _choices(call: Call) -> dict[str, Any]:
    return {"kinds": [one for _group, found in selectors.choices(call.member) for one in found]}


@read("notice_choices_get", None, tag="notices", gives=ChoicesOut, open_because=OWN)
def choices(call: Call) -> dict[str, Any]:
    """Read how each kind of notice arrives. Takes `self.account` among the token's acts."""
    call.actor.require(Act.SELF_ACCOUNT)
    return _choices(call)


@write("notice_choices_update", None, tag="notices", takes=ChoicesIn, gives=ChoicesOut, method="PUT", open_because=OWN)
def choose(call: Call) -> dict[str, Any]:
    """Set how kinds of notices arrive; kinds not named stay. Takes `self.account` among the token's acts."""
    wanted = {one["code"]: (one["in_app"], one["mail"] != "off", one["mail"] == "digest") for one in call.data["kinds"]}
    actions.choose(call.actor, channels=wanted)
    return _choices(call)


class TimingIn(Shape):
    """When mails come, on the member’s own clock. Quiet hours have both ends or neither."""

    every = serializers.ChoiceField(choices=Every.choices, help_text="How often the digest comes.")
    hour = serializers.IntegerField(min_value=0, max_value=23)
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday; of a weekly digest.")
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)
    quiet_weekend = Yes()
    urgent_passes = Yes()


class TimingOut(TimingIn):
    next_digest = Instant(allow_null=True)


def _timing(call: Call) -> dict[str, Any]:
    row = selectors.timing(call.member)
    held = {name: getattr(row, name) for name in FIELDS}
    return {**held, "next_digest": selectors.next_digest_of(call.member)}


@read("notice_timing_get", None, tag="notices", gives=TimingOut, open_because=OWN)
def timing(call: Call) -> dict[str, Any]:
    """Read when mails come: digest and quiet hours. Takes `self.account` among the token's acts."""
    call.actor.require(Act.SELF_ACCOUNT)
    return _timing(call)


@write("notice_timing_update", None, tag="notices", takes=TimingIn, gives=TimingOut, method="PUT", open_because=OWN)
def keep_time(call: Call) -> dict[str, Any]:
    """Set when mails come; mails that wait move with it. Takes `self.account` among the token's acts."""
    form = TimingForm(plain(call.data), row=selectors.timing(call.member))
    actions.keep_time(call.actor, given=cleaned(form))
    return _timing(call)
