"""A body as a draft: the composer's own form judges it, so that both take and refuse the same."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from coe.access.api import Act, Denied, Place, Rights
from coe.api.problems import Problem, field_error
from coe.tenancy.models import Brand
from publishing.content import selectors
from publishing.content.checks import Trouble
from publishing.content.composer import make_form
from publishing.content.cropping import cropped
from publishing.content.draft import Draft, Own


def blank(rights: Rights, brand_id: UUID) -> Draft:
    """What a new post of a brand begins with. Raises Denied when the member may not draft for it."""
    brand = selectors.draftable_brands(rights).filter(pk=brand_id).first()
    if brand is None:
        if Brand.objects.filter(pk=brand_id).exists():
            raise Denied(Act.POST_DRAFT, Place(brand=brand_id))
        raise Problem("fields", errors=[field_error("#/brand_id", "unknown", _unknown())])
    return Draft(brand=brand.pk, zone=brand.zone)


def _unknown() -> str:
    from django.utils.translation import gettext

    return gettext("Choose one from the list.")


def draft_from(rights: Rights, had: Draft, revision: int, body: dict[str, Any]) -> Draft:
    """HAD with what the body says. Raises Problem with each error at its member."""
    brand_id = body.get("brand_id", had.brand)
    data = _data(had, body)
    form = make_form(data, MultiValueDict(), rights=rights, draft=had, revision=revision, brand_id=brand_id)
    form.is_valid()
    if wrong := form.wrong_fields():
        errors = [
            field_error(pointer(name, body), "invalid", message)
            for name, messages in wrong.items()
            for message in messages
        ]
        raise Problem("fields", errors=errors)
    made = form.draft()
    if "versions" not in body:
        return made
    return cropped(replace(made, versions=_own(made, body)), body["versions"])


def _own(made: Draft, body: dict[str, Any]) -> tuple[tuple[UUID, Own], ...]:
    """The form knows “its own” for text and title together; a body may say one of them."""
    texts = {one["channel_id"]: one["text"] for one in body["versions"]}
    return tuple(
        (channel, Own(None, own.title) if texts.get(channel) is None else own) for channel, own in made.versions
    )


def _data(had: Draft, body: dict[str, Any]) -> "MultiValueDict[str, str]":
    """The composer's fields: what stands, and what the body says instead."""
    names = ("title", "text", "link_url", "utm_medium", "utm_content", "language")
    said = {name: body.get(name, getattr(had, name)) for name in names}
    data: dict[str, list[str]] = {name: [str(value)] for name, value in said.items() if value}
    if body.get("paid", had.paid):
        data["paid"] = ["on"]
    data["brand"] = [str(body.get("brand_id", had.brand))]
    campaign = body.get("campaign_id", had.campaign)
    data["campaign"] = [str(campaign)] if campaign else []
    data.setdefault("utm_medium", ["social"])
    data |= _slot(had, body)
    versions: list[dict[str, Any]] = body["versions"] if "versions" in body else [
        {"channel_id": channel, "text": own.text, "title": own.title} for channel, own in had.versions
    ]  # fmt: skip
    data["channel"] = [str(one["channel_id"]) for one in versions]
    for one in versions:
        if one["text"] is not None or one["title"] is not None:
            key = one["channel_id"]
            data |= {f"own-{key}": ["on"], f"text-{key}": [one["text"] or ""], f"title-{key}": [one["title"] or ""]}
    images = [(one["asset_id"], one["alt"]) for one in body["images"]] if "images" in body else list(had.images)
    data["image"] = [str(asset) for asset, _alt in images]
    data |= {f"alt-{asset}": [alt] for asset, alt in images}
    return MultiValueDict(data)


def _slot(had: Draft, body: dict[str, Any]) -> dict[str, list[str]]:
    slot = body.get("slot", had.slot)
    if slot is None:
        return {"slot_0": [""], "slot_1": [had.zone]}
    if isinstance(slot, dict):
        return {"slot_0": [slot["time"].strftime("%Y-%m-%dT%H:%M")], "slot_1": [slot["zone"]]}
    wall = slot.astimezone(ZoneInfo(had.zone))
    return {"slot_0": [wall.strftime("%Y-%m-%dT%H:%M")], "slot_1": [had.zone]}


_NAMES = {"brand": "brand_id", "campaign": "campaign_id", "channels": "versions", "pictures": "images"}


def pointer(name: str, body: dict[str, Any] | None = None) -> str:
    """Where a field of the composer stands in a body: version:<channel> is that channel's place among versions."""
    if not name.startswith("version:"):
        return f"#/{_NAMES.get(name, name)}" if name else "#"
    channel = name.removeprefix("version:").split(".")[0]
    for place, one in enumerate((body or {}).get("versions", ())):
        if str(one["channel_id"]) == channel:
            return f"#/versions/{place}"
    return "#/versions"


def refused(troubles: Iterable[Trouble]) -> Problem:
    """What stands between a draft and approval, as a problem."""
    return Problem(
        "fields",
        errors=[
            field_error(pointer(one.field), "missing" if one.missing else "invalid", one.message) for one in troubles
        ],
    )
