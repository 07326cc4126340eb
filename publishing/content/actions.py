"""What people do with posts: write, send for approval, move, withdraw."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Denied, Doing, Place, action
from coe.outbox.events import emit
from coe.states import move
from coe.tenancy.models import Brand
from coe.tenancy.zones import check_zone, instant
from governance import api as governance
from publishing.connections.models import Channel
from publishing.content import locks, writing
from publishing.content.checks import Trouble, ready_problems
from publishing.content.draft import Draft, draft_of
from publishing.content.embargoes import embargo_of, embargo_words
from publishing.content.models import Campaign, Post, Version
from publishing.content.states import State
from publishing.content.wire import wires
from publishing.content.writing import OUT, SUBJECT
from publishing.library.models import Asset

SUBMITTABLE = frozenset({State.DRAFT, State.SENT_BACK})

PAST = _("This time has passed. Choose one in the future.")
ANOTHER_DAY = _(
    "On another day it needs approval again: an approval covers the content and the day. "
    "Move it within the day, or confirm that it goes back to draft."
)
ALL_WITHDRAWN = _("It was withdrawn, so there is nothing to move.")
NOTHING_TO_MOVE = _("Everything in this post is published, so there is nothing to move.")


class StaleForm(Exception):
    """The form began from an older revision than the post now has."""

    def __init__(self, post: Post) -> None:
        super().__init__(f"post {post.pk} is at revision {post.revision}")
        self.post = post


@action(Act.POST_DRAFT)
def create(do: Doing, *, draft: Draft) -> Post:
    """Begins a post."""
    author = do.actor.member_id
    if author is None:
        raise Denied(Act.POST_DRAFT)
    _require(do, draft.brand, _judge(do, draft))
    post = Post.objects.create(
        org_id=do.org_id,
        brand_id=draft.brand,
        zone=draft.zone,
        author_id=author,
        authors=[author],
    )
    writing.begin(do, post, draft)
    do.record(post, after=_told(draft), detail="created")
    return post


@action(Act.POST_DRAFT)
def save(do: Doing, *, post_id: UUID, revision: int, draft: Draft) -> Post:
    """Keeps what somebody wrote; autosave comes this way too.

    Raises StaleForm when somebody else saved since `revision`, and writing.Locked for what is already out.
    """
    post = locks.post(post_id)
    had = draft_of(post)
    _require(do, post.brand_id, _judge(do, draft, had))
    if draft.brand != post.brand_id:
        do.require(brand=draft.brand)
        # A sample is removed whole: what somebody meant to keep must not have moved into it.
        sample = Brand.objects.filter(pk__in=(draft.brand, post.brand_id), sample=True).exists()
        if sample or {version.state for version in locks.versions(post)} - {State.DRAFT}:
            raise ValidationError({"brand": _("Its brand cannot change any more. Write a new post.")})
    if post.revision != revision:
        raise StaleForm(post)
    # What form and database agree on is not judged again; a slot that was kept may have passed meanwhile.
    if not writing.write(do, post, draft):
        do.nothing()
        return post
    before, after = _told(had), _told(draft.ordered())
    names = [name for name in after if before.get(name) != after[name]]
    do.record(
        post,
        before={name: before.get(name) for name in names},
        after={name: after[name] for name in names},
        detail="edited",
    )
    return post


@dataclass(frozen=True)
class Submission:
    """`problems` is empty when it was sent; then `request_id` is the approval request."""

    post: Post
    request_id: UUID | None = None
    problems: list[Trouble] = field(default_factory=list)


@action(Act.POST_SUBMIT)
def submit(do: Doing, *, post_id: UUID) -> Submission:
    """Sends every version that is in draft or was sent back for approval, or says what stands in the way."""
    post = locks.post(post_id)
    versions = locks.versions(post)
    going = [version for version in versions if version.state in SUBMITTABLE]
    _require(do, post.brand_id, [version.channel for version in going])
    ids = {version.pk for version in going}
    sent = [wire for wire in wires(post) if wire.version.pk in ids]
    problems = ready_problems(post, versions, sent)
    if problems:
        do.nothing()
        return Submission(post, problems=problems)
    assert post.slot is not None
    for version in going:
        move(version, State.IN_APPROVAL)
    request = governance.open_request(
        do,
        subject_type=SUBJECT,
        subject_id=post.pk,
        label=str(post),
        brand=post.brand,
        channel_ids=[wire.channel.pk for wire in sent],
        items=[(wire.version.pk, wire.digest) for wire in sent],
        slot=post.slot,
        authors={*post.authors, post.author_id},
    )
    do.record(
        post,
        after={
            "versions": [str(wire.version.pk) for wire in sent],
            "digests": [wire.digest for wire in sent],
        },
        detail="submitted",
    )
    emit("post.submitted", org=do.org_id, post=post.pk)
    return Submission(post, request_id=request.pk)


@action(Act.POST_SCHEDULE)
def reschedule(do: Doing, *, post_id: UUID, time: datetime, zone: str, again: bool = False) -> Post:
    """Moves a post to another wall-clock time in a zone.

    Within the day that was approved, approval stands. On another day it does not: then ValidationError with code
    "another_day", unless `again` says that the post may go back to draft. Also raises ValidationError for past
    times, gaps of clock changes, and versions in flight.
    """
    return _move(do, post_id, time, zone, again=again)


@action(Act.POST_DRAFT)
def plan(do: Doing, *, post_id: UUID, time: datetime, zone: str) -> Post:
    """Moves a post that nobody has approved yet, for those who write and do not schedule."""
    return _move(do, post_id, time, zone, again=False, unapproved=True)


def _move(do: Doing, post_id: UUID, time: datetime, zone: str, *, again: bool, unapproved: bool = False) -> Post:
    post = locks.post(post_id)
    versions = locks.versions(post)
    moving = [version for version in versions if version.state not in OUT and version.state != State.WITHDRAWN]
    _require(do, post.brand_id, [version.channel for version in moving])
    if unapproved and any(version.state in writing.HAS_DELIVERY for version in moving):
        do.actor.require(Act.POST_SCHEDULE, Place(brand=post.brand_id))
    if versions and not moving:
        if all(version.state == State.WITHDRAWN for version in versions):
            raise ValidationError(ALL_WITHDRAWN, code="withdrawn")
        raise ValidationError(NOTHING_TO_MOVE, code="published")
    check_zone(zone)
    slot = instant(time.replace(tzinfo=None, second=0, microsecond=0), zone)
    if slot <= timezone.now():
        raise ValidationError(PAST, code="past")
    _clear_of_embargoes(post, moving, slot, zone)
    had = draft_of(post)
    if (post.slot, post.zone) == (slot, zone):
        do.nothing()
        return post
    before = {wire.version.pk: wire.digest for wire in wires(post)}
    post.slot, post.zone = slot, zone
    post.save(update_fields=["slot", "zone"])
    after = {wire.version.pk: wire.digest for wire in wires(post)}
    changed = [version for version in moving if before[version.pk] != after[version.pk]]
    bound = [v for v in changed if v.state in writing.HAS_DELIVERY or v.state == State.IN_APPROVAL]
    if bound and not again:
        raise ValidationError(ANOTHER_DAY, code="another_day")
    changed += [version for version in moving if version.state in writing.ENDED and version not in changed]
    writing.take_back(do, post, versions, changed, reason="moved to another day")
    writing.move_slots(do, post, moving)
    writing.note_revision(do, post, replace(had, slot=slot, zone=zone), wrote=bool(changed))
    do.record(
        post,
        before={"slot": had.slot, "zone": had.zone},
        after={"slot": slot, "zone": zone},
        detail="moved",
    )
    return post


def _clear_of_embargoes(post: Post, moving: list[Version], slot: datetime, zone: str) -> None:
    markets = [version.channel.market_id for version in moving]
    if embargo := embargo_of(post.brand_id, markets, slot, zone):
        raise ValidationError(embargo_words(embargo), code="embargo")


@action(Act.POST_WITHDRAW)
def withdraw(do: Doing, *, post_id: UUID, reason: str = "") -> Post:
    """Takes back every version that is not out yet. Raises ValidationError when nothing is left to take back."""
    post = locks.post(post_id)
    versions = locks.versions(post)
    going = [version for version in versions if version.state not in OUT and version.state != State.WITHDRAWN]
    _require(do, post.brand_id, [version.channel for version in going])
    if not going:
        if any(version.state in OUT for version in versions):
            raise ValidationError(_("It is already published. Take it down on the network itself."), code="published")
        do.nothing()
        return post
    if any(version.state == State.IN_APPROVAL for version in going):
        governance.lapse(do, subject_type=SUBJECT, subject_id=post.pk, reason=reason or "withdrawn")
    before = {str(version.channel_id): version.state for version in going}
    for version in going:
        writing.switch_off(do, version)
    do.record(post, before={"states": before}, after={"state": State.WITHDRAWN}, reason=reason, detail="withdrawn")
    emit("post.withdrawn", org=do.org_id, post=post.pk)
    return post


@action(Act.POST_WITHDRAW)
def bring_back(do: Doing, *, post_id: UUID, version_ids: Collection[UUID]) -> Post:
    """Makes withdrawn versions drafts again: what undoing a withdrawal can do. Their approvals are over."""
    post = locks.post(post_id)
    back = [one for one in locks.versions(post) if one.pk in version_ids and one.state == State.WITHDRAWN]
    _require(do, post.brand_id, [version.channel for version in back])
    if not back:
        do.nothing()
        return post
    for version in back:
        move(version, State.DRAFT)
    do.record(post, before={"state": State.WITHDRAWN}, after={"state": State.DRAFT}, detail="brought-back")
    return post


def _judge(do: Doing, draft: Draft, had: Draft | None = None) -> list[Channel]:
    """The channels a change is about. Raises ValidationError for anything that is not this brand's to use.

    What the post had already may stay, so that an old post can still be mended; not when it becomes another brand's.
    """
    if had and had.brand != draft.brand:
        _foreign_pictures(draft)
        had = None
    kept_channels = set(had.by_channel) if had else set()
    kept_assets = {asset for asset, _alt in had.images} if had else set()
    wanted = {channel for channel, _own in draft.versions}
    channels = list(Channel.objects.filter(pk__in=wanted | kept_channels))
    fitting = {one.pk for one in channels if one.brand_id == draft.brand or one.pk in kept_channels}
    if wanted - fitting:
        raise ValidationError({"channels": _("Choose channels of this brand.")})
    for asset in Asset.objects.filter(pk__in={asset for asset, _alt in draft.images} - kept_assets):
        kept_assets.add(asset.pk)
        if asset.brand_id not in {None, draft.brand}:
            do.actor.require(Act.POST_SEE, Place(brand=asset.brand_id))
    if {asset for asset, _alt in draft.images} - kept_assets:
        raise ValidationError({"images": _("One of the pictures is not in the library.")})
    if draft.campaign and (had is None or had.campaign != draft.campaign):
        campaign = Campaign.objects.filter(pk=draft.campaign).first()
        if campaign is None or campaign.brand_id not in {None, draft.brand}:
            raise ValidationError({"campaign": _("Choose a campaign of this brand.")})
    return channels


def _foreign_pictures(draft: Draft) -> None:
    """Nobody chose these pictures for the new brand. Raises ValidationError when one belongs to another."""
    wanted = [asset for asset, _alt in draft.images]
    if Asset.objects.filter(pk__in=wanted, brand__isnull=False).exclude(brand=draft.brand).exists():
        raise ValidationError({"images": _("One of the pictures belongs to another brand. Take it out first.")})


def _require(do: Doing, brand_id: UUID, channels: list[Channel]) -> None:
    """The act must be allowed on the brand, or on each channel it is about."""
    if not channels:
        do.require(brand=brand_id)
    for channel in channels:
        do.require(brand=brand_id, market=channel.market_id, channel=channel)


def _told(draft: Draft) -> dict[str, Any]:
    """What the audit keeps of a draft: enough to see what was said when."""
    return draft.as_json()
