"""Who has a thing open now, and who of them writes. Kept in Redis for seconds, nowhere else.

The pen is a courtesy, not a lock: it tells a second writer that somebody is at it. What keeps two people from
overwriting each other is the revision that every save carries.
"""

import functools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import redis
from django.conf import settings

from coe.access.gate import Request
from coe.tenancy.models import Member

GONE = 13
"""Seconds without a sign after which somebody is no longer here; pages give one every four."""

Asked = Callable[[Request, UUID], bool]
_kinds: dict[str, tuple[Asked, Asked]] = {}


def register(kind: str, *, seen: Asked, written: Asked) -> None:
    """Things of a kind can be watched by whom `seen` allows; the pen is for whom `written` allows too.

    Call from `AppConfig.ready`.
    """
    _kinds[kind] = seen, written


def may_see(request: Request, kind: str, thing: UUID) -> bool:
    return kind in _kinds and _kinds[kind][0](request, thing)


def may_write(request: Request, kind: str, thing: UUID) -> bool:
    return kind in _kinds and _kinds[kind][1](request, thing)


@dataclass(frozen=True)
class Person:
    """Somebody else who has it open."""

    name: str
    since: datetime
    writes: bool


@dataclass(frozen=True)
class Here:
    """`others` first come first. `writer`: who else holds the pen; `mine`: whether I hold it."""

    others: list[Person]
    writer: Person | None
    mine: bool


@functools.cache
def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def _keys(request: Request, kind: str, thing: UUID) -> tuple[str, str]:
    name = f"{request.org.pk}:{kind}:{thing}"
    return f"here:{name}", f"pen:{name}"


def sign(request: Request, kind: str, thing: UUID, *, writing: bool, take: bool = False) -> Here:
    """I am here, and perhaps want to write. Gives who else is. One round trip to read and one to write."""
    room, pen = _keys(request, kind, thing)
    now, me = time.time(), str(request.member.pk)
    client = _redis()
    known, holder = _read(client, room, pen)
    since = known.get(me, (now, now))[0] if now - known.get(me, (0, 0))[1] < GONE else now
    if writing and (take or holder in {None, me}):
        holder = me
    with client.pipeline(transaction=False) as pipe:
        pipe.hset(room, me, json.dumps([since, now]))
        pipe.expire(room, GONE)
        if holder == me and writing:
            pipe.set(pen, me, ex=GONE)
        gone = [member for member, (_since, last) in known.items() if now - last >= GONE]
        if gone:
            pipe.hdel(room, *gone)
        pipe.execute()
    there = {member: one for member, one in known.items() if member != me and now - one[1] < GONE}
    names = dict(Member.objects.filter(pk__in=there).values_list("pk", "name")) if there else {}
    others = [
        Person(names[UUID(member)], datetime.fromtimestamp(began, UTC), member == holder)
        for member, (began, _last) in sorted(there.items(), key=lambda one: one[1])
        if UUID(member) in names
    ]
    return Here(others, next((one for one in others if one.writes), None), holder == me)


def leave(request: Request, kind: str, thing: UUID) -> None:
    """I closed it."""
    room, pen = _keys(request, kind, thing)
    client = _redis()
    me = str(request.member.pk)
    _known, holder = _read(client, room, pen)
    client.hdel(room, me)
    if holder == me:
        client.delete(pen)


def _read(client: "redis.Redis", room: str, pen: str) -> tuple[dict[str, tuple[float, float]], str | None]:
    """(member → (since, last sign), who holds the pen)."""
    with client.pipeline(transaction=False) as pipe:
        pipe.hgetall(room)
        pipe.get(pen)
        found, holder = pipe.execute()
    known = {member.decode(): tuple(json.loads(said)) for member, said in found.items()}
    return known, holder.decode() if holder else None
