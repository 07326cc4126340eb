"""Reading feeds: one's own, and the member and posts behind a secret address."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.http import Http404
from django.utils import timezone

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand, Member, Organisation
from publishing.calendar.ical import Item
from publishing.calendar.models import CalendarFeed
from publishing.calendar.selectors import MOST, first_line
from publishing.channels.registry import NETWORKS
from publishing.connections.models import Channel
from publishing.content.models import Post, Version
from publishing.content.selectors import visible
from publishing.content.states import State, overall

BACK, AHEAD = timedelta(days=30), timedelta(days=180)


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def organisation(slug: str) -> Organisation | None:
    return Organisation.objects.filter(slug=slug).first()


def _mine(member: Member, brands: Sequence[UUID] | None) -> QuerySet[CalendarFeed]:
    """One's own feeds; with `brands`, as a token for some brands knows them, those of these brands alone."""
    rows = CalendarFeed.objects.filter(member=member, revoked_at__isnull=True)
    return rows if brands is None else rows.filter(Q(brand__in=brands) | Q(channel__brand__in=brands))


def mine(member: Member, brands: Sequence[UUID] | None = None) -> list[CalendarFeed]:
    return list(_mine(member, brands).select_related("brand", "channel"))


def mine_or_404(member: Member, feed_id: UUID, brands: Sequence[UUID] | None = None) -> CalendarFeed:
    found = _mine(member, brands).filter(pk=feed_id).first()
    if found is None:
        raise Http404
    return found


def behind(token: str) -> CalendarFeed | None:
    """The feed of a secret address, while its member is one and may sign in."""
    rows = CalendarFeed.objects.filter(
        token_hash=fingerprint(token),
        revoked_at__isnull=True,
        member__left_at__isnull=True,
        member__user__is_active=True,
    )
    return rows.select_related("member__user", "member__org", "brand", "channel").first()


def brands(rights: Rights) -> Any:
    return Brand.objects.filter(rights.within(Act.POST_SEE, brand="pk"))


def channels(rights: Rights) -> Any:
    may = rights.within(Act.POST_SEE, brand="brand", market="market", channel="pk")
    return Channel.objects.filter(may).select_related("brand")


def items(
    rights: Rights, *, brand: UUID | None = None, channel: UUID | None = None, now: datetime | None = None
) -> list[Item]:
    """Posts from 30 days ago to 180 days ahead that these rights show, withdrawn ones among them; two queries."""
    now = now or timezone.now()
    posts = visible(rights).filter(slot__gte=now - BACK, slot__lt=now + AHEAD)
    if brand:
        posts = posts.filter(brand=brand)
    if channel:
        posts = posts.filter(Exists(Version.objects.filter(post=OuterRef("pk"), channel=channel)))
    return told(posts.order_by("slot", "pk")[:MOST])


def of_post(post: Post) -> Item | None:
    """One post; None while it has no time."""
    return next(iter(told(Post.objects.filter(pk=post.pk, slot__isnull=False))), None)


def told(posts: Any) -> list[Item]:
    columns = ("pk", "title", "short", "slot", "brand__name", "revision", "updated_at")
    rows = list(posts.annotate(short=Left("text", 160)).values_list(*columns))
    states: dict[UUID, list[str]] = {}
    networks: dict[UUID, list[str]] = {}
    versions = Version.objects.filter(post__in=[row[0] for row in rows]).order_by("channel__network")
    for post, state, network in versions.values_list("post", "state", "channel__network"):
        states.setdefault(post, []).append(state)
        networks.setdefault(post, []).append(NETWORKS[network].name if network in NETWORKS else network)
    return [
        Item(
            id=pk,
            title=title or first_line(text),
            begins=slot.astimezone(UTC),
            brand=brand,
            networks=list(dict.fromkeys(networks.get(pk, []))),
            state=State(overall([s for s in states.get(pk, []) if s != State.WITHDRAWN] or states.get(pk, []))),
            revision=revision,
            changed=updated.astimezone(UTC),
        )
        for pk, title, text, slot, brand, revision, updated in rows
    ]
