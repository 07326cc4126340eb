"""Secret addresses for calendar programs: making, renewing and revoking one's own."""

import secrets
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Denied, Doing, action
from coe.tenancy.models import Brand, Member
from publishing.calendar import feed_selectors as selectors
from publishing.calendar.models import CalendarFeed
from publishing.connections.models import Channel

MOST = 20
TOO_MANY = _("You have 20 feeds already. Revoke one that is not used any more.")


def _new() -> tuple[str, str]:
    token = secrets.token_urlsafe(32)
    return token, selectors.fingerprint(token)


@action(Act.SELF_ACCOUNT)
def make_feed(do: Doing, *, name: str, brand: Brand | None, channel: Channel | None) -> tuple[CalendarFeed, str]:
    """A feed and its secret, which is told this once."""
    do.require()
    if do.actor.member_id is None:
        raise Denied(Act.SELF_ACCOUNT)
    if CalendarFeed.objects.filter(member=do.actor.member_id, revoked_at__isnull=True).count() >= MOST:
        raise ValidationError(TOO_MANY)
    token, token_hash = _new()
    feed = CalendarFeed.objects.create(
        org_id=do.org_id, member_id=do.actor.member_id, name=name, brand=brand, channel=channel, token_hash=token_hash
    )
    after = {"name": name, "brand": str(brand or ""), "channel": str(channel or "")}
    do.record(feed, after=after, detail="feed-made")
    return feed, token


@action(Act.SELF_ACCOUNT)
def renew_feed(do: Doing, *, feed_id: UUID) -> tuple[CalendarFeed, str]:
    """Another secret; the old address stops at once."""
    do.require()
    feed = _locked(do, feed_id)
    token, feed.token_hash = _new()
    feed.renewed_at = timezone.now()
    feed.save(update_fields=["token_hash", "renewed_at"])
    do.record(feed, detail="feed-renewed")
    return feed, token


@action(Act.SELF_ACCOUNT)
def revoke_feed(do: Doing, *, feed_id: UUID) -> CalendarFeed:
    do.require()
    feed = _locked(do, feed_id)
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    do.record(feed, detail="feed-revoked")
    return feed


def revoke_all(do: Doing, member: Member) -> None:
    """Ends every feed of a member; for the act that ends the membership."""
    for feed in CalendarFeed.objects.select_for_update(of=("self",)).filter(member=member, revoked_at__isnull=True):
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        do.record(feed, detail="feed-revoked")


def _locked(do: Doing, feed_id: UUID) -> CalendarFeed:
    found = CalendarFeed.objects.select_for_update(of=("self",)).filter(
        pk=feed_id, member=do.actor.member_id, revoked_at__isnull=True
    )
    feed = found.first()
    if feed is None:
        raise Denied(Act.SELF_ACCOUNT)
    return feed


@action(Act.SYSTEM_OBSERVE)
def note_read(do: Doing, *, feed_id: UUID) -> None:
    """Keeps when a program last read a feed, so that its member sees which are used."""
    do.require()
    do.nothing()
    CalendarFeed.objects.filter(pk=feed_id).update(fetched_at=timezone.now())
