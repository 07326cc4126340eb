"""What a draft would send, worked out without writing anything: for checking a table before it is imported, and for
proving that an old revision is exactly what was approved.

It goes through the same `wire.build` as what is kept, so limits, rules and digests agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from coe.tenancy.models import Brand
from publishing.channels.abilities import Abilities
from publishing.connections.models import Channel
from publishing.content.draft import Draft
from publishing.content.links import DEFAULT_MEDIUM
from publishing.content.models import Campaign, Post, TrackedLink, Version
from publishing.content.wire import Wire, abilities_of, build
from publishing.library.models import Asset

_CODE = "x" * 8
"""A short code of the usual length, where a post has none yet."""


@dataclass
class Props:
    """What drafts name by id, looked up once for many of them."""

    brands: Mapping[UUID, Brand]
    channels: Mapping[UUID, Channel]
    campaigns: Mapping[UUID, Campaign]
    assets: Mapping[UUID, Asset]
    abilities: Mapping[UUID, Abilities] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Draft) -> "Props":
        """Everything one draft names."""
        channels = Channel.objects.in_bulk([channel for channel, _own in draft.versions])
        return cls(
            Brand.objects.in_bulk([draft.brand]),
            channels,
            Campaign.objects.in_bulk([draft.campaign] if draft.campaign else []),
            Asset.objects.in_bulk([asset for asset, _alt in draft.images]),
            abilities_of(channels.values()),
        )


def rehearse(draft: Draft, props: Props, *, org_id: UUID, post: Post | None = None) -> list[Wire]:
    """The wires of a draft, in the order of its channels. With `post`, its own versions and links are taken."""
    sketch = Post(
        org_id=org_id,
        brand=props.brands[draft.brand],
        campaign=props.campaigns.get(draft.campaign) if draft.campaign else None,
        title=draft.title,
        text=draft.text,
        link_url=draft.link_url,
        utm_medium=draft.utm_medium,
        utm_content=draft.utm_content,
        language=draft.language,
        paid=draft.paid,
        slot=draft.slot,
        zone=draft.zone,
        created_at=post.created_at if post else timezone.now(),
    )
    if post:
        sketch.pk = post.pk
    images = tuple((props.assets[asset], alt) for asset, alt in draft.images if asset in props.assets)
    known = {version.channel_id: version for version in Version.objects.filter(post=post)} if post else {}
    found = TrackedLink.objects.filter(version__in=list(known.values())) if known else []
    codes = {link.version_id: link.code for link in found}
    wires = []
    for channel_id, own in draft.versions:
        channel, mine = props.channels.get(channel_id), known.get(channel_id)
        if channel is None:
            continue
        version = Version(
            org_id=org_id, post=sketch, channel=channel, own_text=own.text, own_title=own.title,
            crops=draft.crops_of(channel_id),
        )  # fmt: skip
        if mine:
            version.pk, version.state = mine.pk, mine.state
        link = _link(sketch, version, codes.get(version.pk, _CODE)) if draft.link_url else None
        wires.append(build(version, link, images, props.abilities[channel_id]))
    return wires


def _link(post: Post, version: Version, code: str) -> TrackedLink:
    return TrackedLink(
        org_id=post.org_id,
        code=code,
        url=post.link_url,
        utm_source=version.channel.network,
        utm_medium=post.utm_medium or DEFAULT_MEDIUM,
        utm_campaign=post.campaign.slug if post.campaign else "",
        utm_content=post.utm_content,
    )
