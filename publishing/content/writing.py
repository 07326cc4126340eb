"""Putting a draft into the database, and what that does to approvals and deliveries. Plain functions inside an act.

One rule holds everywhere: whatever changes what a version will send takes that version back to draft, in the same
transaction. Its approval would not stand anyway, because the digest is another; the state says so at once.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Doing, Rights
from coe.states import move
from coe.web.joining import listed
from governance import api as governance
from publishing.content import links, locks
from publishing.content.draft import Draft, Own, draft_of
from publishing.content.models import Post, PostImage, Revision, TrackedLink, Version
from publishing.content.states import State
from publishing.content.wire import wires

SUBJECT = "publishing.post"

# Out, or perhaps out: what these were sent as is history.
OUT = frozenset({State.PUBLISHED, State.UNKNOWN})
# Where a change of content leads back to draft by itself.
RETURNS = frozenset(
    {
        State.IN_APPROVAL,
        State.SCHEDULED,
        State.HELD,
        State.REFUSED,
        State.REJECTED,
        State.EXPIRED,
        State.WITHDRAWN,
    }
)
ENDED = frozenset({State.REJECTED, State.EXPIRED})
HAS_DELIVERY = frozenset({State.SCHEDULED, State.HELD, State.REFUSED})

PUBLISHED_ALREADY = _(
    "This is already published on %(channels)s, so what its channels share cannot change any more. "
    "Give the remaining channels their own text, or write a new post."
)
SENDING_NOW = _("%(channel)s is being sent at this moment, so it cannot change. Look again in a minute.")


class Locked(ValidationError):
    """The change touches what is already out. `field` names what was changed."""

    def __init__(self, field: str, channels: Iterable[str]) -> None:
        super().__init__(PUBLISHED_ALREADY, code="published", params={"channels": listed(channels)})
        self.field = field


def begin(do: Doing, post: Post, wanted: Draft) -> None:
    """Makes a post of this transaction say what `wanted` says: nobody knows it yet, nothing is there to take back."""
    wanted = wanted.ordered()
    _write_fields(post, wanted)
    _write_versions(do, post, [], wanted)
    _write_images(post, Draft(brand=post.brand_id), wanted)
    if post.link_url:
        links.sync(post, locks.versions(post))
    note_revision(do, post, wanted, wrote=True)


def write(do: Doing, post: Post, wanted: Draft) -> bool:
    """Makes a locked post say what `wanted` says. False when it already does.

    Raises Locked for changes of what is out, and ValidationError when a delivery is in flight.
    """
    wanted = wanted.ordered()
    versions = locks.versions(post)
    had = draft_of(post)
    if had == wanted:
        return False
    out = [version for version in versions if version.state in OUT]
    if out:
        _refuse_shared(had, wanted, out)
    before = {wire.version.pk: wire.digest for wire in wires(post)}
    _write_fields(post, wanted)
    _write_versions(do, post, versions, wanted)
    _write_images(post, had, wanted)
    versions = locks.versions(post)
    links.sync(post, [version for version in versions if version.state not in OUT])
    after = {wire.version.pk: wire.digest for wire in wires(post)}
    changed = [
        version
        for version in versions
        if version.state not in OUT and (before.get(version.pk) != after.get(version.pk) or version.state in ENDED)
    ]
    toggled = set(had.by_channel) ^ set(wanted.by_channel)
    if had.slot != wanted.slot and not may_move(do, post, versions):
        changed = [version for version in versions if version.state not in OUT]
    take_back(do, post, versions, changed, reason="content changed", whole=bool(toggled))
    if had.slot != wanted.slot:
        move_slots(do, post, versions)
    note_revision(do, post, wanted, wrote=True)
    return True


def note_revision(do: Doing, post: Post, draft: Draft, *, wrote: bool) -> None:
    """Keeps how the post now stands. Whoever `wrote` is an author from here on, and approves it no more."""
    member = do.actor.member_id
    if member is None:
        raise AssertionError("only members write posts")
    post.revision += 1
    post.updated_at = timezone.now()
    if wrote and member not in post.authors:
        post.authors = [*post.authors, member]
    post.save(update_fields=["revision", "updated_at", "authors"])
    Revision.objects.create(
        org_id=post.org_id,
        post=post,
        number=post.revision,
        member_id=member,
        content=draft.ordered().as_json(),
    )


def may_move(do: Doing, post: Post, versions: Iterable[Version]) -> bool:
    """Moving what is approved is scheduling, and needs that right."""
    moving = [one.channel for one in versions if one.state not in OUT and one.state != State.WITHDRAWN]
    channels = [(channel.pk, channel.market_id) for channel in moving]
    return may_on(do.actor.rights, Act.POST_SCHEDULE, post.brand_id, channels)


def may_on(rights: Rights, act: Act, brand: UUID, channels: Collection[tuple[UUID, UUID | None]]) -> bool:
    """As the actions ask: the act on the brand, or on each channel (and its market) it is about."""
    if not channels:
        return rights.may(act, brand=brand)
    return all(rights.may(act, brand=brand, market=market, channel=channel) for channel, market in channels)


def move_slots(do: Doing, post: Post, versions: Iterable[Version]) -> None:
    """Tells delivery and approval the post's slot, for versions whose content and day are as approved."""
    from publishing.delivery import schedule

    if post.slot is None:
        return
    waiting = False
    for version in versions:
        waiting = waiting or version.state == State.IN_APPROVAL
        if version.state in HAS_DELIVERY:
            try:
                schedule.reschedule(do, version, post.slot)
            except schedule.Sending:
                raise sending(version) from None
    if waiting:
        governance.reslot(do, subject_type=SUBJECT, subject_id=post.pk, slot=post.slot)


def sending(version: Version) -> ValidationError:
    return ValidationError(SENDING_NOW, code="sending", params={"channel": str(version.channel)})


_FIELDS = ("title", "text", "link_url", "utm_medium", "utm_content", "language", "paid", "slot", "zone")
_SHARED = (
    "brand",
    "campaign",
    "title",
    "text",
    "link_url",
    "utm_medium",
    "utm_content",
    "language",
    "paid",
    "images",
)


def _refuse_shared(had: Draft, wanted: Draft, out: list[Version]) -> None:
    names = [str(version.channel) for version in out]
    for field in _SHARED:
        if getattr(had, field) != getattr(wanted, field):
            raise Locked(field, names)
    for version in out:
        channel = version.channel_id
        same_words = had.by_channel.get(channel) == wanted.by_channel.get(channel)
        if not same_words or had.crops_of(channel) != wanted.crops_of(channel):
            raise Locked(f"version:{version.channel_id}", names)


def _write_fields(post: Post, wanted: Draft) -> None:
    post.brand_id, post.campaign_id = wanted.brand, wanted.campaign
    for name in _FIELDS:
        setattr(post, name, getattr(wanted, name))
    post.save(update_fields=["brand", "campaign", *_FIELDS, "folded"])


def _write_versions(do: Doing, post: Post, versions: list[Version], wanted: Draft) -> None:
    known = {version.channel_id: version for version in versions}
    for channel, own in wanted.versions:
        version, crops = known.pop(channel, None), wanted.crops_of(channel)
        if version is None:
            Version.objects.create(
                org_id=post.org_id, post=post, channel_id=channel, own_text=own.text, own_title=own.title, crops=crops
            )
            continue
        if version.crops != crops:
            version.crops = crops
            version.save(update_fields=["crops"])
        if Own(version.own_text, version.own_title) != own:
            version.own_text, version.own_title = own.text, own.title
            version.save(update_fields=["own_text", "own_title", "folded"])
        if version.state == State.WITHDRAWN:
            move(version, State.DRAFT)
    for version in known.values():
        if not _forget(version):
            switch_off(do, version)


def _forget(version: Version) -> bool:
    """Deletes a version to which nothing has happened yet."""
    from publishing.delivery.models import Delivery

    if version.state != State.DRAFT or Delivery.objects.filter(version=version).exists():
        return False
    TrackedLink.objects.filter(version=version).update(version=None)
    try:
        with transaction.atomic():
            Version.objects.filter(pk=version.pk).delete()
    except models.ProtectedError:
        return False
    return True


def switch_off(do: Doing, version: Version) -> None:
    """The channel is not wanted any more; the version stays, withdrawn, with all that happened to it."""
    if version.state in OUT or version.state == State.WITHDRAWN:
        return
    if version.state in HAS_DELIVERY:
        unschedule(do, version, "channel switched off")
    if version.state == State.REJECTED:
        move(version, State.DRAFT)
    move(version, State.WITHDRAWN)


def _write_images(post: Post, had: Draft, wanted: Draft) -> None:
    if had.images == wanted.images:
        return
    PostImage.objects.filter(post=post).delete()
    PostImage.objects.bulk_create(
        PostImage(org_id=post.org_id, post=post, asset_id=asset, position=place, alt=alt)
        for place, (asset, alt) in enumerate(wanted.images)
    )


def take_back(
    do: Doing,
    post: Post,
    versions: list[Version],
    changed: list[Version],
    *,
    reason: str,
    whole: bool = False,
) -> list[Version]:
    """Returns changed versions to draft: closes the open request, takes deliveries back. Gives those that moved.

    An approval request covers all its versions, so one change (or, with `whole`, a change of which channels there
    are) brings all versions in approval back.
    """
    moved = []
    waiting = [version for version in versions if version.state == State.IN_APPROVAL]
    touched = {version.pk for version in changed}
    if waiting and (whole or touched & {version.pk for version in waiting}):
        governance.lapse(do, subject_type=SUBJECT, subject_id=post.pk, reason=reason)
        touched |= {version.pk for version in waiting}
    for version in versions:
        if version.pk not in touched or version.state not in RETURNS or version.state == State.WITHDRAWN:
            continue
        if version.state in HAS_DELIVERY:
            unschedule(do, version, reason)
        before = version.state
        move(version, State.DRAFT)
        do.record(version, before={"state": before}, after={"state": State.DRAFT}, reason=reason, label=str(post))
        moved.append(version)
    return moved


def unschedule(do: Doing, version: Version, reason: str) -> None:
    """Takes a version's delivery back. Raises ValidationError while it is in flight."""
    from publishing.delivery import schedule

    try:
        schedule.unschedule(do, version, reason)
    except schedule.Sending:
        raise sending(version) from None
