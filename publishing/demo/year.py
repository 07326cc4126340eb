"""Writing the year's posts: rows, links, pictures, history, and the digests that approvals bind to."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from coe.demo.past import backdated
from coe.demo.shapes import Asked
from coe.demo.steps import Stage, step
from coe.demo.texts import Said
from publishing.connections.models import Channel
from publishing.content.draft import Draft, Own
from publishing.content.links import DEFAULT_MEDIUM
from publishing.content.models import LinkCode, Post, PostImage, Revision, TrackedLink, Version
from publishing.content.wire import Wire, digest_of, wires_of
from publishing.demo.channels import ALT, campaign_of
from publishing.demo.plan import Planned, id_of, member, plan

CONTENT = ("photo", "story", "offer", "people")
_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
BATCH = 150


def shop_url(brand: str, path: str) -> str:
    """Where links of the demo lead: a shop that this installation plays itself."""
    return f"{settings.BASE_URL}/-/demo/shop/{brand}/{path}/" if path else ""


@step(30, "a year of posts")
def posts(stage: Stage) -> str:
    planned = plan(stage, stage.things["channels"])
    for one in planned:
        _build(stage, one)
    _insert(stage, planned)
    stage.things["planned"] = planned
    versions = sum(len(one.versions) for one in planned)
    return f"{len(planned)} posts, {versions} versions"


@step(32, "digests of what was sent for approval")
def digests(stage: Stage) -> str:
    asked: list[Asked] = []
    planned: list[Planned] = stage.things["planned"]
    for start in range(0, len(planned), BATCH):
        batch = planned[start : start + BATCH]
        wires = wires_of(Post.objects.filter(pk__in=[one.post.pk for one in batch]))
        for one in batch:
            asked += _asked(stage, one, wires[one.post.pk])
    stage.things["asked"] = asked
    return f"{len(asked)} requests"


def _said(one: Planned, chinese: bool) -> Said:
    return one.piece.zh if chinese and one.piece.zh else one.piece.en


def _build(stage: Stage, one: Planned) -> None:
    main = _said(one, one.language.startswith("zh"))
    campaign = campaign_of(stage.things["campaigns"], one.piece.campaign, one.slot.date())
    author = member(stage, one.writer)
    edited = one.again
    if edited:
        one.resent = (one.sent + (one.slot - one.sent) * stage.chance.uniform(0.4, 0.55)).replace(microsecond=0)
    one.post = Post(
        id=id_of(stage, "post", one.key), org=stage.org, brand=one.brand, campaign=campaign, title=main.title,
        text=main.text, link_url=shop_url(one.brand.slug, one.piece.path), language=one.language, slot=one.slot,
        utm_content=stage.chance.choice(CONTENT) if one.piece.path else "", zone=one.zone, author=author,
        authors=[author.pk], revision=2 if edited else 1, created_at=one.created,
        updated_at=one.resent or one.sent,
    )  # fmt: skip
    one.versions = [_version(stage, one, channel, main) for channel in one.channels]


def _version(stage: Stage, one: Planned, channel: Channel, main: Said) -> Version:
    """A channel in the other language says its own words; a newsroom has room for the whole story."""
    said = _said(one, channel.language.startswith("zh"))
    text = said.story if channel.network == "newsroom" else said.text
    return Version(
        id=id_of(stage, "version", one.key, channel.pk), org=stage.org, post=one.post, channel=channel,
        own_text=text if text != main.text else None, own_title=said.title if said.title != main.title else None,
    )  # fmt: skip


def code_of(name: object) -> str:
    """A short code made from a name: random to whoever does not know the demo."""
    number = int.from_bytes(hashlib.sha256(str(name).encode()).digest()[:8], "big")
    signs = []
    for _place in range(8):
        number, rest = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[rest])
    return "".join(signs)


def _insert(stage: Stage, planned: Sequence[Planned]) -> None:
    with backdated(Post, Revision, TrackedLink):
        Post.objects.bulk_create([one.post for one in planned], batch_size=500)
        Version.objects.bulk_create([version for one in planned for version in one.versions], batch_size=500)
        PostImage.objects.bulk_create([image for one in planned for image in _images(stage, one)], batch_size=500)
        links = [link for one in planned for link in _links(stage, one)]
        LinkCode.objects.bulk_create([LinkCode(code=link.code, org_id=stage.org.pk) for link in links], batch_size=500)
        TrackedLink.objects.bulk_create(links, batch_size=500)
        Revision.objects.bulk_create([row for one in planned for row in _revisions(stage, one)], batch_size=500)
    stage.things["links"] = {link.version_id: link for link in links}
    for one in planned:
        stage.trail.note(
            one.created, member(stage, one.writer), "post.draft", one.post, detail="created",
            after={"title": one.post.title, "slot": one.slot},
        )  # fmt: skip


def _images(stage: Stage, one: Planned) -> Iterable[PostImage]:
    if stage.chance.random() < 0.86:
        asset = stage.things["pictures"][one.piece.picture]
        alt = ALT[one.piece.picture][one.language.startswith("zh")]
        one.facts["image"] = (asset, alt)
        yield PostImage(
            id=id_of(stage, "image", one.key), org=stage.org, post=one.post, asset=asset, position=0, alt=alt
        )


def _links(stage: Stage, one: Planned) -> Iterable[TrackedLink]:
    if not one.post.link_url:
        return
    for version in one.versions:
        yield TrackedLink(
            id=id_of(stage, "link", version.pk), org=stage.org, version=version, brand=one.brand,
            campaign=one.post.campaign, code=code_of(version.pk), url=one.post.link_url,
            utm_source=version.channel.network, utm_medium=DEFAULT_MEDIUM,
            utm_campaign=one.post.campaign.slug if one.post.campaign else "", utm_content=one.post.utm_content,
            created_at=one.created,
        )  # fmt: skip


def _revisions(stage: Stage, one: Planned) -> Iterable[Revision]:
    content = _content(one)
    moments = [one.created]
    if one.resent:
        moments.append(one.resent - timedelta(minutes=6))
    for number, at in enumerate(moments, start=1):
        last = number == len(moments)
        yield Revision(
            id=id_of(stage, "revision", one.key, number), org=stage.org, post=one.post, number=number,
            member=member(stage, one.writer), at=at, content=content if last else _first_draft(content),
        )  # fmt: skip


def _content(one: Planned) -> dict[str, Any]:
    image = one.facts.get("image")
    draft = Draft(
        brand=one.brand.pk, campaign=one.post.campaign_id, title=one.post.title, text=one.post.text,
        link_url=one.post.link_url, utm_content=one.post.utm_content, language=one.language, slot=one.slot,
        zone=one.zone, images=((image[0].pk, image[1]),) if image else (),
        versions=tuple((version.channel_id, Own(version.own_text, version.own_title)) for version in one.versions),
    )  # fmt: skip
    return draft.ordered().as_json()


def _first_draft(content: dict[str, Any]) -> dict[str, Any]:
    """What was sent back: louder than what stands now."""
    chinese = content["language"].startswith("zh")
    louder = "保证不虚此行！" if chinese else " Guaranteed!"
    return {**content, "text": content["text"] + louder}


def _asked(stage: Stage, one: Planned, wires: list[Wire]) -> Iterable[Asked]:
    """The requests of a post: one, or two when the first was sent back."""
    outcome = {"rejected": "rejected", "expired": "expired"}.get(one.ending, "approved")
    items = [(wire.version.pk, wire.digest) for wire in wires]
    texts = [(wire.version.pk, wire.digest, wire.language, wire.texts) for wire in wires]
    common: dict[str, Any] = {
        "subject_id": one.post.pk, "label": str(one.post), "brand": one.brand.slug, "slot": one.slot,
        "channel_ids": [wire.channel.pk for wire in wires], "sender": one.writer, "authors": [one.writer],
        "chinese": one.language.startswith("zh"),
    }  # fmt: skip
    if one.resent:
        louder = _first_draft(_content(one))["text"]
        before = [(pk, digest_of({"text": louder, "now": digest})) for pk, digest in items]
        first = [
            (pk, digest, wire.language, {**wire.texts, "text": louder})
            for (pk, digest), wire in zip(before, wires, strict=True)
        ]
        yield Asked(
            key=f"{one.key}/first", items=before, texts=first, at=one.sent, outcome="sent_back",
            latest=one.resent - timedelta(minutes=20), **common,
        )  # fmt: skip
    yield Asked(
        key=one.key, items=items, texts=texts, at=one.resent or one.sent, outcome=outcome,
        latest=one.slot - timedelta(minutes=12), **common,
    )  # fmt: skip
