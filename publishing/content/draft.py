"""What a person wrote, as one value: made by the form, kept in revisions, merged when two people wrote at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from publishing.content.models import Post, PostImage, Version
from publishing.content.states import State
from publishing.library.crops import Cut

Crop = tuple[UUID, UUID, Cut]
"""(channel, asset, the part of it that channel shows)."""


@dataclass(frozen=True)
class Own:
    """What one channel's version says of its own; None is inherited."""

    text: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Draft:
    """The whole content of a post. `versions` by channel id; `images` are (asset id, alt) in order."""

    brand: UUID
    campaign: UUID | None = None
    title: str = ""
    text: str = ""
    link_url: str = ""
    utm_medium: str = ""
    utm_content: str = ""
    language: str = "en"
    paid: bool = False
    slot: datetime | None = None
    zone: str = "UTC"
    versions: tuple[tuple[UUID, Own], ...] = ()
    images: tuple[tuple[UUID, str], ...] = ()
    crops: tuple[Crop, ...] = ()

    def crops_of(self, channel: UUID) -> dict[str, Any]:
        """A channel's crops in the shape of Version.crops."""
        return {str(asset): cut.as_json() for of, asset, cut in self.crops if of == channel}

    @property
    def by_channel(self) -> dict[UUID, Own]:
        return dict(self.versions)

    def ordered(self) -> "Draft":
        """With channels in one order, so that equal content is equal; crops only of pictures and channels it has."""
        channels, assets = set(self.by_channel), {asset for asset, _alt in self.images}
        crops = [crop for crop in self.crops if crop[0] in channels and crop[1] in assets]
        return replace(
            self,
            versions=tuple(sorted(self.versions, key=lambda pair: str(pair[0]))),
            crops=tuple(sorted(crops, key=lambda crop: (str(crop[0]), str(crop[1])))),
        )

    def as_json(self) -> dict[str, Any]:
        """The shape of Revision.content."""
        return {
            "brand": str(self.brand),
            "campaign": str(self.campaign) if self.campaign else "",
            "title": self.title,
            "text": self.text,
            "link_url": self.link_url,
            "utm_medium": self.utm_medium,
            "utm_content": self.utm_content,
            "language": self.language,
            "paid": self.paid,
            "slot": self.slot.isoformat() if self.slot else "",
            "zone": self.zone,
            "versions": {str(channel): {"text": own.text, "title": own.title} for channel, own in self.versions},
            "images": [{"asset": str(asset), "alt": alt} for asset, alt in self.images],
            "crops": [
                {"channel": str(channel), "asset": str(asset), "cut": cut.as_json()}
                for channel, asset, cut in self.crops
            ],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any], *, brand: UUID) -> "Draft":
        """A revision's content; whatever an older revision did not know takes its default."""
        plain = {
            name: content[name]
            for name in ("title", "text", "link_url", "utm_medium", "utm_content", "language", "paid", "zone")
            if name in content
        }
        return cls(
            brand=UUID(content["brand"]) if content.get("brand") else brand,
            campaign=UUID(content["campaign"]) if content.get("campaign") else None,
            slot=datetime.fromisoformat(content["slot"]) if content.get("slot") else None,
            versions=tuple(
                (UUID(channel), Own(own.get("text"), own.get("title")))
                for channel, own in content.get("versions", {}).items()
            ),
            images=tuple((UUID(image["asset"]), image.get("alt", "")) for image in content.get("images", [])),
            crops=tuple(
                (UUID(one["channel"]), UUID(one["asset"]), Cut.from_json(one["cut"]))
                for one in content.get("crops", [])
            ),
            **plain,
        ).ordered()


def shown_versions(versions: list[Version]) -> list[Version]:
    """The versions that are switched on: all but the withdrawn, unless the whole post was withdrawn."""
    return [version for version in versions if version.state != State.WITHDRAWN] or versions


def draft_of(post: Post) -> Draft:
    """A post as it stands."""
    versions = shown_versions(list(Version.objects.filter(post=post)))
    images = PostImage.objects.filter(post=post).order_by("position").values_list("asset_id", "alt")
    return Draft(
        brand=post.brand_id,
        campaign=post.campaign_id,
        title=post.title,
        text=post.text,
        link_url=post.link_url,
        utm_medium=post.utm_medium,
        utm_content=post.utm_content,
        language=post.language,
        paid=post.paid,
        slot=post.slot,
        zone=post.zone,
        versions=tuple((version.channel_id, Own(version.own_text, version.own_title)) for version in versions),
        images=tuple(images),
        crops=tuple(
            (version.channel_id, UUID(asset), Cut.from_json(cut))
            for version in versions
            for asset, cut in version.crops.items()
        ),
    ).ordered()


def merge(base: Draft, mine: Draft, theirs: Draft) -> tuple[Draft, list[str]]:
    """Mine over theirs, field by field: what I did not touch becomes theirs. Also: the fields both changed."""
    chosen: dict[str, Any] = {}
    both = []
    for field in fields(Draft):
        before, ours, others = (getattr(one, field.name) for one in (base, mine, theirs))
        if field.name == "versions":
            ours, clash = _merge_versions(base.by_channel, mine.by_channel, theirs.by_channel)
        else:
            clash = ours not in (before, others) and others != before
            ours = others if ours == before else ours
        chosen[field.name] = ours
        if clash:
            both.append(field.name)
    return Draft(**chosen).ordered(), both


def _merge_versions(
    base: dict[UUID, Own], mine: dict[UUID, Own], theirs: dict[UUID, Own]
) -> tuple[tuple[tuple[UUID, Own], ...], bool]:
    chosen, clash = {}, False
    for channel in {*mine, *theirs}:
        before, ours, others = base.get(channel), mine.get(channel), theirs.get(channel)
        clash = clash or (ours not in (before, others) and others != before)
        kept = others if ours == before else ours
        if kept is not None:
            chosen[channel] = kept
    return tuple(chosen.items()), clash
