"""Crops as a program asks for them, judged by the form that people crop with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from coe.api.problems import Problem, field_error
from coe.web.joining import flowing
from publishing.content import selectors
from publishing.content.crop_forms import FREE, CropForm
from publishing.content.draft import Crop, Draft
from publishing.library import crops, files
from publishing.library.models import Asset

_EDGES = ("x", "y", "width", "height")


def cropped(made: Draft, versions: Sequence[Mapping[str, Any]]) -> Draft:
    """MADE with the crops that the body's versions name. Raises Problem with each error at its member."""
    named = {one["channel_id"]: one["crops"] for one in versions if one["crops"] is not None}
    if not named:
        return made
    had = {(channel, asset): cut for channel, asset, cut in made.crops}
    chosen = [crop for crop in made.crops if crop[0] not in named]
    assets = selectors.pictures([asset for asset, _alt in made.images])
    errors: list[dict[str, Any]] = []
    for place, version in enumerate(versions):
        for number, asked in enumerate(version["crops"] or ()):
            at = f"#/versions/{place}/crops/{number}"
            found = _one(asked, assets.get(asked["asset_id"]), version["channel_id"], had)
            if isinstance(found, str):
                errors.append(field_error(at, "invalid", found))
            elif found:
                chosen.append(found)
    if errors:
        raise Problem("fields", errors=errors)
    # Named twice, the last one counts, as on the page.
    return replace(made, crops=tuple({(crop[0], crop[1]): crop for crop in chosen}.values())).ordered()


def _one(asked: Mapping[str, Any], asset: Asset | None, channel: UUID, had: Mapping[Any, Any]) -> Crop | str | None:
    """The crop, None for the whole picture, or what is wrong with it."""
    if asset is None:
        return _("The post has no such picture.")
    given = [name for name in _EDGES if name in asked]
    if given and len(given) < len(_EDGES) or not (given or "ratio" in asked):
        return _("Give x, y, width and height, or a ratio.")
    whole = crops.whole(asset)
    data = {name: asked.get(name, getattr(whole, name)) for name in _EDGES}
    data |= {"shape": asked.get("ratio", FREE), "revision": 0, "channel": [str(channel)]}
    form = CropForm(data, asset=asset, channels=[(str(channel), str(channel))])
    if not form.is_valid():
        return flowing(message for messages in form.errors.values() for message in messages)
    box = form.box()
    kept = had.get((channel, asset.pk))
    if kept and kept.box == box:
        return channel, asset.pk, kept
    try:
        cut = crops.make(asset, box)
    except files.Damaged:
        return _("The picture’s file is damaged. Upload it again.")
    return (channel, asset.pk, cut) if cut else None
