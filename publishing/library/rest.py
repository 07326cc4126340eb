"""Pictures."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Answer, Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from publishing.library import actions, pictures, selectors, serving
from publishing.library.forms import MAX_ALT


class AssetOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    alt = serializers.CharField()
    rights = serializers.CharField(help_text="Whose it is, and by which licence it may be shown.")
    rights_until = serializers.DateField(allow_null=True, help_text="The last day it may be shown.")
    brand = Ref(allow_null=True)
    mime = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    sha256 = serializers.CharField()
    added_at = Instant()


class AssetFilters(Shape):
    q = Line(200, required=False, help_text="Words in name or description.")
    brand = Id(required=False)


class AssetIn(Shape):
    """multipart/form-data: the picture and what is on it."""

    file = serializers.FileField(help_text="JPEG, PNG, WebP or GIF.")
    brand_id = Id()
    alt = Line(MAX_ALT, required=False, allow_blank=True, default="")


class FactsIn(Shape):
    """What is left out stays as it is."""

    alt = Line(MAX_ALT, required=False, allow_blank=True)
    rights = Line(200, required=False, allow_blank=True)
    rights_until = serializers.DateField(required=False, allow_null=True)


@read("assets_list", Act.POST_SEE, tag="library", gives=AssetOut, filters=AssetFilters, paged=True)
def assets(call: Call) -> Page:
    """List pictures the member may use, newest first."""
    found = selectors.found(call.rights, brand=call.query.get("brand"), words=call.query.get("q", ""))
    return keyset(call.window, found, "-added_at", "pk")


@read("assets_get", Act.POST_SEE, tag="library", gives=AssetOut)
def asset(call: Call, asset_id: UUID) -> Any:
    """Read one picture’s facts."""
    return selectors.asset_or_404(call.rights, asset_id)


@read("assets_file", Act.POST_SEE, tag="library", streams="image/*")
def file(call: Call, asset_id: UUID) -> Any:
    """Read the picture itself."""
    return serving.picture(selectors.asset_or_404(call.rights, asset_id), call.http)


@write("assets_create", Act.POST_DRAFT, tag="library", takes=AssetIn, gives=AssetOut, status=201, upload=True)
def add(call: Call) -> Answer:
    """Add a picture. The same picture again is the one that is there.

    Where and when it was taken is removed.
    """
    upload = call.data["file"]
    made = actions.add(
        call.actor,
        picture=pictures.from_upload(upload),
        name=(upload.name or "")[-120:],
        brand_id=call.data["brand_id"],
        alt=call.data["alt"],
    )
    return Answer(selectors.asset_or_404(call.rights, made.pk))


@write("assets_describe", Act.POST_DRAFT, tag="library", takes=FactsIn, gives=AssetOut, method="PATCH")
def describe(call: Call, asset_id: UUID) -> Any:
    """Say what is on a picture, and until when it may be shown.

    New posts begin with these words; posts that use it keep their own.
    """
    had = selectors.asset_or_404(call.rights, asset_id)
    facts = {name: call.data.get(name, getattr(had, name)) for name in ("alt", "rights", "rights_until")}
    actions.describe(call.actor, asset_id=asset_id, **facts)
    return selectors.asset_or_404(call.rights, asset_id)
