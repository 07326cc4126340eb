"""Bodies of posts: what a program sends, and how a post is shown to it."""

from typing import Any

from rest_framework import serializers

from coe.api.samples import UUID_SAMPLE
from coe.api.shapes import Id, Instant, Line, Named, Ref, Shape, Text, WallClock, Yes
from publishing.content.forms import LANGUAGES, MAX_ALT, MAX_PICTURES, MAX_TEXT, MAX_TITLE
from publishing.content.states import State
from publishing.library.crops import RATIOS


class SlotIn(Shape):
    """When a post is to go out: a time on the wall, in a zone."""

    time = WallClock()
    zone = Line(64)


class CropIn(Shape):
    """The part of a picture that a channel shows: a rectangle in pixels of the picture, a ratio, or both.

    A ratio alone takes the middle of the whole picture; with a rectangle, the middle of that.
    """

    EXAMPLE = {"asset_id": UUID_SAMPLE, "ratio": "1:1", "x": 240, "y": 0, "width": 1080, "height": 1080}

    asset_id = Id()
    ratio = serializers.ChoiceField(choices=list(RATIOS), required=False)
    x = serializers.IntegerField(required=False, min_value=0, help_text="From the left.")
    y = serializers.IntegerField(required=False, min_value=0, help_text="From the top.")
    width = serializers.IntegerField(required=False, min_value=1)
    height = serializers.IntegerField(required=False, min_value=1)


class VersionIn(Shape):
    """A channel the post goes to. Without words of its own it says what the post says."""

    channel_id = Id()
    text = Text(MAX_TEXT, required=False, allow_null=True, allow_blank=True, default=None)
    title = Line(MAX_TITLE, required=False, allow_null=True, allow_blank=True, default=None)
    crops = CropIn(  # type: ignore[call-arg]
        many=True, required=False, allow_null=True, default=None, max_length=MAX_PICTURES,
        help_text="Of pictures of the post; those not named are shown whole. null: as it stands.",
    )  # fmt: skip


class ImageIn(Shape):
    asset_id = Id()
    alt = Line(MAX_ALT, required=False, allow_blank=True, default="")


PAID = "A paid partnership or an advertisement: rules may then ask that readers are told."


class PostPatch(Shape):
    """What is left out stays as it is."""

    revision = serializers.IntegerField(required=False, min_value=0, help_text="The one that was read; or If-Match.")
    brand_id = Id(required=False)
    campaign_id = Id(required=False, allow_null=True)
    title = Line(MAX_TITLE, required=False, allow_blank=True)
    text = Text(MAX_TEXT, required=False, allow_blank=True)
    link_url = Line(1000, required=False, allow_blank=True)
    utm_medium = Line(60, required=False, allow_blank=True)
    utm_content = Line(60, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=[code for code, _label in LANGUAGES], required=False)
    paid = Yes(required=False, help_text=PAID)
    slot = SlotIn(required=False, allow_null=True)
    versions = VersionIn(many=True, required=False, max_length=50, help_text="All channels it goes to.")  # type: ignore[call-arg]
    images = ImageIn(many=True, required=False, max_length=MAX_PICTURES, help_text="All pictures, in order.")  # type: ignore[call-arg]


class PostIn(PostPatch):
    """A new post. Only the brand is needed."""

    revision = None  # type: ignore[assignment]  # a new post has none
    brand_id = Id()


class MoveIn(Shape):
    time = WallClock()
    zone = Line(64)
    again = Yes(required=False, default=False, help_text="On another day: back to draft, and for approval again.")


class WithdrawIn(Shape):
    reason = Line(300, required=False, allow_blank=True, default="")


class RemarkIn(Shape):
    text = Text(2000)


class BringBackIn(Shape):
    version_ids = serializers.ListField(
        child=Id(), required=False, allow_null=True, default=None, max_length=100,
        help_text="null: every version that was withdrawn.",
    )  # fmt: skip


class PostFilters(Shape):
    state = serializers.ChoiceField(choices=State.values, required=False)
    brand = Id(required=False)
    channel = Id(required=False)
    campaign = Id(required=False)
    mine = Yes(required=False, default=False, help_text="Those the member wrote on.")
    q = Line(200, required=False, help_text="Words in title or text.")


# ── answers ─────────────────────────────────────────────────────────────────────────────────────


class ChannelRef(serializers.Serializer[Any]):
    id = Id()
    name = serializers.SerializerMethodField()
    network = serializers.CharField()

    def get_name(self, channel: Any) -> str:
        return str(channel)


class StateOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField(source="text")  # type: ignore[assignment]


class PostRow(serializers.Serializer[Any]):
    id = Id()
    first_line = serializers.CharField()
    brand = Ref()
    campaign = Ref(allow_null=True)
    language = serializers.CharField()
    networks = serializers.ListField(child=serializers.CharField())
    state = StateOut()
    slot = Instant(allow_null=True)
    created_at = Instant()
    updated_at = Instant()
    author = Ref()


class CropOut(serializers.Serializer[Any]):
    """A rectangle in pixels of the picture as it lies in the library."""

    asset_id = Id()
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class VersionOut(serializers.Serializer[Any]):
    id = Id()
    channel = ChannelRef()
    text = serializers.CharField(source="own_text", allow_null=True, help_text="null: what the post says.")
    title = serializers.CharField(source="own_title", allow_null=True)
    crops = CropOut(many=True, source="boxes", help_text="Pictures of which it shows a part.")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")


class ImageOut(serializers.Serializer[Any]):
    asset_id = Id()
    alt = serializers.CharField()


class PostLinkOut(serializers.Serializer[Any]):
    channel = ChannelRef()
    short = serializers.CharField()
    target = serializers.CharField()


class PostOut(serializers.Serializer[Any]):
    id = Id()
    revision = serializers.IntegerField()
    brand = Ref()
    campaign = Ref(allow_null=True)
    title = serializers.CharField()
    text = serializers.CharField()
    link_url = serializers.CharField()
    utm_medium = serializers.CharField()
    utm_content = serializers.CharField()
    language = serializers.CharField()
    paid = serializers.BooleanField(help_text=PAID)
    slot = Instant(allow_null=True)
    slot_time = WallClock(allow_null=True, help_text="The same, on the wall in `zone`.")
    zone = serializers.CharField()
    author = Ref()
    state = Named()
    created_at = Instant()
    updated_at = Instant()
    versions = VersionOut(many=True)
    images = ImageOut(many=True)
    links = PostLinkOut(many=True)
    request_id = Id(allow_null=True, help_text="The newest approval request about it.")


class TroubleOut(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    detail = serializers.CharField()
    missing = serializers.BooleanField(help_text="It is only not there yet.")


class FindingOut(serializers.Serializer[Any]):
    """Something a rule found; `start` and `end` count code points of the field’s text."""

    rule_id = Id()
    rule = serializers.CharField(source="rule_name")
    rule_version = serializers.IntegerField()
    severity = serializers.CharField()
    field = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    words = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField()
    suggestion = serializers.CharField()


class WireOut(serializers.Serializer[Any]):
    """Exactly what one channel will be sent."""

    version_id = Id(source="version.pk")
    channel = ChannelRef()
    text = serializers.CharField(source="whole_text")
    title = serializers.CharField()
    link = serializers.CharField()
    target = serializers.CharField()
    language = serializers.CharField()
    day = serializers.DateField(source="window", allow_null=True)
    digest = serializers.CharField()
    count = serializers.IntegerField()
    limit = serializers.IntegerField(source="abilities.max_length", allow_null=True)


class PreviewOut(serializers.Serializer[Any]):
    wires = WireOut(many=True)
    problems = TroubleOut(many=True)
    findings = FindingOut(many=True)


class RevisionOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    at = Instant()
    member = Ref()
    content = serializers.JSONField()
