"""Reading what was heard."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Q, QuerySet, When

from coe.access.api import Act, Rights
from coe.search import folding
from coe.tenancy.models import Brand, Market
from coe.web.joining import colon
from listening.mentions.models import Kind, Mention
from listening.mentions.states import State

PAGE = 50
MOST = 200
"""Answers to one post that are read for its page."""
ON_HOME = 6
"""New mentions on the first page of who answers them."""
SHOWN = 320
"""Code points of a text shown in the list; the rest is one click away."""
KNOWN_LANGUAGES = ("zh", "en")

LOOKS = {
    State.NEW: ("wait", "sparkles"),
    State.HANDLED: ("ok", "circle-check"),
    State.ASIDE: ("idle", "archive"),
}


@dataclass(frozen=True)
class Wanted:
    """What a reader filtered for; every field optional. `state` "" means any."""

    state: str = ""
    kind: str = ""
    language: str = ""
    channel: UUID | None = None
    source: UUID | None = None
    version: UUID | None = None
    post: UUID | None = None
    words: tuple[str, ...] = ()
    owner: str = ""
    """"none", or the id of a member."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Row:
    """A mention as the list shows it. `title` and `text` are pieces: (words, whether they were searched for)."""

    id: UUID
    kind: Any
    network: str
    source: str
    author: str
    handle: str
    author_url: str
    title: list[tuple[str, bool]]
    text: list[tuple[str, bool]]
    rest: str
    language: str
    url: str
    published_at: datetime
    brand: Brand | None
    state: State
    look: tuple[str, str]
    handled_by: str
    handled_at: datetime | None
    owner: Any
    post_id: UUID | None
    post: str
    may_handle: bool
    name: str


@dataclass(frozen=True)
class Shown:
    """One page. `older` and `newer` go into the address; empty when there is nothing that way."""

    rows: list[Row] = field(default_factory=list)
    older: str = ""
    newer: str = ""


def visible(rights: Rights, act: Act = Act.MENTION_SEE) -> QuerySet[Mention]:
    """Mentions a member may do an act on. What no single brand owns is for those whose right is organisation-wide."""
    return Mention.objects.filter(rights.within(act, brand="brand", market="channel__market", channel="channel"))


def owners(rights: Rights, ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """Who is to answer each of these."""
    return dict(visible(rights).filter(pk__in=ids).values_list("pk", "assigned_to"))


def whole(rows: QuerySet[Mention]) -> QuerySet[Mention]:
    """With all that a row shows. In one query Postgres would plan these joins longer than it runs them."""
    return rows.select_related("brand", "channel", "source").prefetch_related(
        "handled_by", "assigned_to", "version__post"
    )


def _narrowed(rows: QuerySet[Mention], brand: Brand | None, market: Market | None) -> QuerySet[Mention]:
    if brand:
        rows = rows.filter(brand=brand)
    return rows.filter(channel__market=market) if market else rows


def filtered(
    rights: Rights, wanted: Wanted, *, brand: Brand | None, market: Market | None = None, zone: str
) -> QuerySet[Mention]:
    """Days are days in the organisation's zone; `brand` and `market` are what the person narrowed every page to."""
    rows = _narrowed(visible(rights), brand, market)
    plain = {"state": wanted.state, "kind": wanted.kind, "channel": wanted.channel, "source": wanted.source}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.owner:
        rows = rows.filter(assigned_to=None if wanted.owner == "none" else UUID(wanted.owner))
    if wanted.version:
        rows = rows.filter(version=wanted.version)
    if wanted.post:
        rows = rows.filter(version__post=wanted.post)
    if wanted.language == "other":
        rows = rows.exclude(language__in=KNOWN_LANGUAGES)
    elif wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.since:
        rows = rows.filter(published_at__gte=_midnight(wanted.since, zone))
    if wanted.until:
        rows = rows.filter(published_at__lt=_midnight(wanted.until + timedelta(days=1), zone))
    return rows.filter(folding.holds(wanted.words))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


# ── pages by key: new mentions arriving while somebody reads move nothing ───────────────────────


def page(rows: QuerySet[Mention], *, rights: Rights, words: Sequence[str], key: str, back: bool = False) -> Shown:
    """The page after `key` (of an earlier page), newest first; with `back`, the page before it."""
    at = _read(key)
    order = ("published_at", "pk") if back else ("-published_at", "-pk")
    if at:
        moment, pk = at
        rows = rows.filter(
            Q(published_at__gt=moment) | Q(published_at=moment, pk__gt=pk)
            if back
            else Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk)
        )
    found = list(whole(rows.order_by(*order))[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    older = _key(found[-1]) if found and (more or back) else ""
    newer = _key(found[0]) if found and (more if back else at) else ""
    return Shown(rows_of(found, rights=rights, words=words), older, newer)


def rows_of(found: Sequence[Mention], *, rights: Rights, words: Sequence[str] = ()) -> list[Row]:
    """Rows of mentions in hand; one query, however many."""
    mine = rights.within(Act.MENTION_HANDLE, brand="brand", market="channel__market", channel="channel")
    ids = [row.pk for row in found]
    may = set(Mention.objects.filter(mine, pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [_row(one, list(words), rights, one.pk in may) for one in found]


def _key(row: Mention) -> str:
    return f"{(row.published_at - _EPOCH) // timedelta(microseconds=1)}_{row.pk}"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _read(key: str) -> tuple[datetime, UUID] | None:
    """What a key says, or None for anything that is not one."""
    moment, _, pk = key.partition("_")
    try:
        return _EPOCH + timedelta(microseconds=int(moment[:20])), UUID(pk)
    except (ValueError, OverflowError):
        return None


def _row(one: Mention, words: list[str], rights: Rights, may: bool) -> Row:
    shown = folding.excerpt(one.text, words, SHOWN)
    post = one.version.post if one.version else None
    if post and not rights.may(Act.POST_SEE, brand=post.brand_id, channel=one.channel_id):
        post = None
    author = one.author_name or one.author_handle or one.source.name
    return Row(
        id=one.pk,
        kind=Kind(one.kind).label,
        network=one.channel.network if one.channel else "rss",
        source=one.source.name,
        author=author,
        handle=one.author_handle if one.author_handle != author else "",
        author_url=one.author_url,
        title=folding.parts(one.title, words),
        text=folding.parts(shown, words),
        rest=one.text if len(one.text) > SHOWN else "",
        language=one.language,
        url=one.url,
        published_at=one.published_at,
        brand=one.brand,
        state=State(one.state),
        look=LOOKS[State(one.state)],
        handled_by=one.handled_by.name if one.handled_by else "",
        handled_at=one.handled_at,
        owner=one.assigned_to,
        post_id=post.pk if post else None,
        post=str(post)[:80] if post else "",
        may_handle=may,
        name=f"{author}{colon()}{(one.title or one.text)[:40]}",
    )


# ── what may be filtered for, and counts ────────────────────────────────────────────────────────


def state_counts(rows: QuerySet[Mention]) -> dict[str, int]:
    """How many of these are in each state."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def waiting(rights: Rights, brand: Brand | None = None, market: Market | None = None) -> QuerySet[Mention]:
    """New mentions a member may see, in no order; a thousand of them at most."""
    rows = _narrowed(visible(rights).filter(state=State.NEW), brand, market)
    return rows.order_by()[:1000]


def to_answer(rights: Rights, who: UUID, brand: Brand | None, market: Market | None) -> tuple[int, list[Row]]:
    """(how many, the first) new mentions a member may handle: their own, then what nobody has taken, newest first.

    Counted up to a thousand.
    """
    rows = _narrowed(visible(rights, Act.MENTION_HANDLE).filter(state=State.NEW), brand, market)
    rows = rows.filter(Q(assigned_to=who) | Q(assigned_to=None))
    mine_first = Case(When(assigned_to=who, then=0), default=1)
    shown = rows_of(list(whole(rows).order_by(mine_first, "-published_at")[:ON_HOME]), rights=rights)
    return (rows.order_by()[:1000].count() if len(shown) == ON_HOME else len(shown)), shown


def answers(request: Any, post_id: UUID) -> list[Mention]:
    """What answers a post, the newest first and so many at most; read once for a request, whoever asks."""
    known: dict[UUID, list[Mention]] = request.__dict__.setdefault("_answers", {})
    if post_id not in known:
        rows = visible(request.rights).filter(version__post=post_id).order_by("-published_at", "-pk")
        known[post_id] = list(whole(rows)[:MOST])
    return known[post_id]


def of_post(request: Any, post_id: UUID, limit: int = 5) -> tuple[int, list[Row]]:
    """(how many answered a post, the newest of them)."""
    found = answers(request, post_id)
    count = len(found) if len(found) < MOST else visible(request.rights).filter(version__post=post_id).count()
    return count, rows_of(found[:limit], rights=request.rights)
