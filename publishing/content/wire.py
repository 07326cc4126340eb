"""The exact content of a version: the only place that knows what will be sent.

Composer, checks, approval and delivery all ask here. The digest covers everything that reaches the network or its
readers, read fresh from the database each time: whoever changes any of it, by whatever path, changes the digest.
A short link counts by its path and where it leads. The host before it is the installation's, nobody's words: moving to
another address takes no approval away.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404

from publishing.channels.abilities import Abilities
from publishing.channels.base import Image, Message
from publishing.channels.registry import abilities_for
from publishing.connections.models import Channel, Connection
from publishing.content.links import path, short, target
from publishing.content.models import Post, PostImage, TrackedLink, Version
from publishing.library import crops, files
from publishing.library.crops import Cropped
from publishing.library.models import Asset

LINK_HERE = "{link}"
FORMAT = 2
"""Grows when the canonical form changes; digests of another format do not stand."""
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Wire:
    """What one channel will be sent. `link` is the short address or ""; `target` is where it leads."""

    version: Version
    channel: Channel
    post: Post
    text: str
    title: str
    images: tuple[tuple[Asset | Cropped, str], ...]
    """As this version shows them: cropped, where somebody chose a part."""
    link: str
    target: str
    language: str
    window: date | None
    """The day it may go out, in the post's zone."""
    abilities: Abilities
    digest: str

    @property
    def own(self) -> bool:
        """Whether it differs from the main text."""
        return self.version.own_text is not None or self.version.own_title is not None

    def sketch(self) -> Message:
        """The message without the bytes of its pictures, for counting and for judging limits."""
        pictures = [
            Image(bytes(asset.size), asset.mime, alt, asset.width, asset.height, asset.sha256)
            for asset, alt in self.images
        ]
        return self._message(pictures, key="", created_at=self.post.created_at)

    def message(self, key: str, created_at: datetime) -> Message:
        """The message to send. Raises library.files.Damaged when a picture's file is not what was approved."""
        pictures = [
            Image(
                files.read(asset.org_id, asset.sha256, asset.mime),
                asset.mime,
                alt,
                asset.width,
                asset.height,
                asset.sha256,
            )
            for asset, alt in self.images
        ]
        return self._message(pictures, key=key, created_at=created_at)

    def _message(self, pictures: Sequence[Image], *, key: str, created_at: datetime) -> Message:
        return Message(
            text=self.text,
            images=tuple(pictures),
            link=self.link or None,
            lang=self.language,
            key=key,
            created_at=created_at,
            title=self.title,
        )

    @property
    def texts(self) -> dict[str, str]:
        """What rules read of it, by field name."""
        said = {"title": self.title, "text": self.text}
        said |= {f"alt{number}": alt for number, (_asset, alt) in enumerate(self.images, start=1)}
        return {field: text for field, text in said.items() if text}

    @property
    def whole_text(self) -> str:
        """The text as it travels, link included where the network has no place of its own for it."""
        return self.abilities.wire_text(self.sketch())

    @property
    def count(self) -> int:
        return self.abilities.count(self.whole_text)


def wire(version_id: UUID) -> Wire:
    """The exact content of a version now. Raises Http404 when there is no such version here."""
    version = Version.objects.select_related("post__campaign", "post__brand", "channel").filter(pk=version_id).first()
    if version is None:
        raise Http404
    return _build([version])[0]


def wires(post: Post) -> list[Wire]:
    """Every version of a post, in the order of its channels; a fixed number of queries."""
    return wires_of([post]).get(post.pk, [])


def wires_of(posts: Iterable[Post]) -> dict[UUID, list[Wire]]:
    """The versions of several posts by post id; a fixed number of queries."""
    known = {post.pk: post for post in posts}
    versions = list(
        Version.objects.filter(post__in=list(known))
        .select_related("channel")
        .order_by("channel__network", "channel__handle")
    )
    for version in versions:
        version.post = known[version.post_id]
    found: dict[UUID, list[Wire]] = {}
    for one in _build(versions):
        found.setdefault(one.post.pk, []).append(one)
    return found


def abilities_of(channels: Iterable[Channel]) -> dict[UUID, Abilities]:
    """What each channel can take, by what its own server last said of itself."""
    channels = list(channels)
    facts = dict(Connection.objects.filter(channel__in=channels).values_list("channel_id", "facts"))
    return {channel.pk: abilities_for(channel.network, _session(facts.get(channel.pk))) for channel in channels}


def _session(facts: Any) -> dict[str, Any]:
    """Adapters read limits under `server` of their session; what is shown of it is kept as facts."""
    if not isinstance(facts, dict):
        return {}
    return facts if "server" in facts else {"server": facts}


def _build(versions: list[Version]) -> list[Wire]:
    if not versions:
        return []
    links = {link.version_id: link for link in TrackedLink.objects.filter(version__in=versions)}
    abilities = abilities_of({version.channel_id: version.channel for version in versions}.values())
    images: dict[UUID, list[tuple[Asset, str]]] = {}
    posts = {version.post_id for version in versions}
    for image in PostImage.objects.filter(post__in=posts).select_related("asset").order_by("position"):
        images.setdefault(image.post_id, []).append((image.asset, image.alt))
    return [
        build(
            version,
            links.get(version.pk),
            tuple(images.get(version.post_id, ())),
            abilities[version.channel_id],
        )
        for version in versions
    ]


def build(
    version: Version, link: TrackedLink | None, images: tuple[tuple[Asset, str], ...], abilities: Abilities
) -> Wire:
    post = version.post
    shown = tuple((crops.shown(asset, version.crops), alt) for asset, alt in images)
    raw = post.text if version.own_text is None else version.own_text
    address = short(link.code) if link else ""
    text = raw.replace(LINK_HERE, address)
    title = post.title if version.own_title is None else version.own_title
    language = language_of(raw, post.language) if version.own_text is not None else post.language
    window = post.slot.astimezone(ZoneInfo(post.zone)).date() if post.slot else None
    leads_to = target(link) if link else ""
    sent = {
        "format": FORMAT,
        "channel": str(version.channel_id),
        # As written, with its mark where the short link goes: the link itself stands below.
        "text": raw,
        "title": title,
        # A crop counts as the file it became: another part is another hash.
        "images": [[asset.sha256, asset.mime, alt] for asset, alt in shown],
        "link": path(link.code) if link else "",
        "target": leads_to,
        "paid": post.paid,
        "language": language,
        "window": window.isoformat() if window else "",
    }
    return Wire(
        version=version,
        channel=version.channel,
        post=post,
        text=text,
        title=title,
        images=shown,
        link=address,
        target=leads_to,
        language=language,
        window=window,
        abilities=abilities,
        digest=digest_of(sent),
    )


def digest_of(sent: dict[str, Any]) -> str:
    """SHA-256 over canonical JSON, in hex."""
    canonical = json.dumps(sent, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def language_of(text: str, main: str) -> str:
    """The language of a version's own text: Chinese shows itself; anything else speaks as the post does."""
    han, letters = len(_HAN.findall(text)), len(_LETTER.findall(text))
    if letters and han / letters > 0.5:
        return main if main.startswith("zh") else "zh-Hans"
    if main.startswith("zh") and letters and not han:
        return "en"
    return main
