"""The sample's channel and posts. What is out already is written as it stands; the rest goes the way of any post.

The audit is told of the sample as a whole, not of a past that nobody lived through.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from coe.demo.past import backdated
from coe.demo.texts import PICTURES
from coe.onboarding.api import Stand, part, tidy
from coe.tenancy.secrets import seal
from publishing.channels.newsroom.limits import ABILITIES
from publishing.connections.models import Channel, Connection
from publishing.connections.old_pictures import remove_unnamed
from publishing.connections.states import State as ChannelState
from publishing.content import actions
from publishing.content.draft import Draft, Own
from publishing.content.models import Post, PostImage, Revision, Version
from publishing.content.states import State
from publishing.content.wire import wires
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.schedule import grace
from publishing.delivery.states import State as DeliveryState
from publishing.library import files, pictures
from publishing.library.models import Asset
from publishing.newsroom.models import Entry, ViewCount


@part(20)
def channel(stand: Stand) -> None:
    language = "zh-Hans" if stand.chinese else "en"
    made = Channel.objects.create(
        org=stand.org, brand=stand.brand, network="newsroom", handle=stand.brand.slug, name=stand.brand.name,
        language=language,
    )  # fmt: skip
    row = Connection(org=stand.org, channel=made, checked_at=timezone.now())
    row.credentials = seal({}, org=stand.org.pk, row=row.pk, column="credentials")
    row.session = seal({}, org=stand.org.pk, row=row.pk, column="session")
    row.facts = {"max_length": ABILITIES.max_length, "display_name": ABILITIES.name}
    row.save(force_insert=True)
    made.state = ChannelState.CONNECTED
    made.save(update_fields=["state"])
    stand.things["channel"] = made


@part(40)
def published(stand: Stand) -> None:
    """Posts that are out, with their readers."""
    stand.things["out"] = [_published(stand, row) for row in stand.words["published"]]


def _published(stand: Stand, row: dict[str, Any]) -> tuple[Version, list[tuple[UUID, str]], dict[str, Any]]:
    # Between nine and five on the wall of whoever reads it.
    wall = stand.ago(days=row["ago"]).astimezone(ZoneInfo(stand.brand.zone))
    sent = wall.replace(hour=9 + row["ago"] % 8, minute=30, second=0).astimezone(stand.now.tzinfo)
    words = _draft(stand, row)
    with backdated(Post, Revision):
        post = Post.objects.create(
            org=stand.org, brand=stand.brand, title=words.title, text=words.text, language=words.language, slot=sent,
            zone=words.zone, author=stand.writer, authors=[stand.writer.pk], revision=1,
            created_at=sent - timedelta(days=2), updated_at=sent - timedelta(days=2),
        )  # fmt: skip
        Revision.objects.create(
            org=stand.org, post=post, number=1, member=stand.writer, at=post.created_at, content=words.as_json()
        )
    version = Version.objects.create(org=stand.org, post=post, channel=stand.things["channel"])
    for place, (asset, alt) in enumerate(words.images):
        PostImage.objects.create(org=stand.org, post=post, asset_id=asset, position=place, alt=alt)
    for state in (State.IN_APPROVAL, State.SCHEDULED, State.PUBLISHED):
        Version.objects.filter(pk=version.pk).update(state=state)
    version.refresh_from_db()
    items = [(wire.version.pk, wire.digest) for wire in wires(post)]
    _delivered(stand, version, items[0][1], row)
    return version, items, row


def _delivered(stand: Stand, version: Version, digest: str, row: dict[str, Any]) -> None:
    post, sent = version.post, version.post.slot
    assert sent is not None
    key = uuid4()
    pictures_of = list(post.images.select_related("asset"))
    entry = Entry.objects.create(
        org=stand.org, channel=version.channel, key=key, title=post.title, text=post.text, language=post.language,
        slug=slugify(post.title)[:60].strip("-") or key.hex[:12], published_at=sent,
        images=[
            {"sha256": one.asset.sha256, "mime": one.asset.mime, "alt": one.alt, "width": one.asset.width,
             "height": one.asset.height}
            for one in pictures_of
        ],
    )  # fmt: skip
    with backdated(Delivery, Attempt):
        delivery = Delivery.objects.create(
            org=stand.org, version=version, channel=version.channel, digest=digest, idempotency_key=key, slot=sent,
            not_before=sent, expires_at=sent + grace(), fixed_at=sent - timedelta(days=1), attempt=1,
            remote_id=str(entry.pk), sent_at=sent + timedelta(seconds=2),
        )  # fmt: skip
        Attempt.objects.create(
            org=stand.org, delivery=delivery, number=1, started_at=sent, finished_at=sent + timedelta(seconds=2),
            outcome="sent",
        )  # fmt: skip
    for state in (DeliveryState.SENDING, DeliveryState.SENT):
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
    left, day = int(row["views"]), sent.date()
    while left > 0 and day <= stand.now.date():
        views = left if day == stand.now.date() else max(1, left // 2)
        ViewCount.objects.create(org=stand.org, entry=entry, day=day, views=views)
        left, day = left - views, day + timedelta(days=1)


@part(50)
def on_the_desks(stand: Stand) -> None:
    """Drafts, and posts that wait for a decision."""
    words = stand.words
    for row in words["drafts"]:
        _begin(stand, row)
    stand.things["waiting"] = [_send(stand, row) for row in words["waiting"]]
    stand.things["back"] = _send(stand, words["back"])
    stand.things["approved"] = _send(stand, words["approved"])


def _begin(stand: Stand, row: dict[str, Any]) -> Post:
    return actions.create(stand.actor(stand.writer), draft=_draft(stand, row))


def _send(stand: Stand, row: dict[str, Any]) -> UUID:
    post = _begin(stand, row)
    done = actions.submit(stand.actor(stand.writer), post_id=post.pk)
    if done.problems:
        raise RuntimeError(f"the sample's own post cannot be sent: {done.problems}")
    return post.pk


def _draft(stand: Stand, row: dict[str, Any]) -> Draft:
    images = ((_picture(stand, row["pic"], row["alt"]).pk, row["alt"]),) if "pic" in row else ()
    slot = stand.ahead(days=row["ahead"]) if "ahead" in row else None
    return Draft(
        brand=stand.brand.pk, title=row["title"], text=row["text"], slot=slot, zone=stand.brand.zone, images=images,
        language="zh-Hans" if stand.chinese else "en", versions=((stand.things["channel"].pk, Own()),),
    )  # fmt: skip


def _picture(stand: Stand, name: str, alt: str) -> Asset:
    """In the library, encoded anew like any upload. One that is there already is used and stays."""
    made = pictures.reencode((PICTURES / f"{name}.jpg").read_bytes(), f"{name}.jpg")
    sha256 = files.keep(stand.org.pk, made.content, made.mime)
    held = Asset.objects.filter(brand=stand.brand, sha256=sha256).first()
    return held or Asset.objects.create(
        org=stand.org, brand=stand.brand, mime=made.mime, size=len(made.content), sha256=sha256, width=made.width,
        height=made.height, name=f"{name}.jpg", alt=alt,
    )  # fmt: skip


@tidy
def pictures_go_too(org: UUID, brands: Iterable[UUID]) -> Callable[[], None]:
    """The files of pictures that only sample brands have."""
    samples = list(brands)
    staying = Asset.objects.exclude(brand__in=samples).values("sha256")
    rows = Asset.objects.filter(brand__in=samples)
    gone = list(rows.exclude(sha256__in=staying).values_list("sha256", "mime"))
    # Parts of pictures that stay are perhaps used elsewhere.
    theirs = {str(pk) for pk in rows.exclude(sha256__in=staying).values_list("pk", flat=True)}
    cropped = Version.objects.filter(post__brand__in=samples).exclude(crops={}).values_list("crops", flat=True)
    gone += [(cut["sha256"], cut["mime"]) for crops in cropped for asset, cut in crops.items() if asset in theirs]

    def forget() -> None:
        for sha256, mime in gone:
            remove_unnamed(org, sha256, mime)

    return forget
