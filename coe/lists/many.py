"""One act on many rows, in portions, with undo.

A run is kept in the cache for an hour: what is to be done, how far it is, and what would undo it. Each portion is a
request of its own, so that 2,000 posts neither hold a transaction nor a browser; whoever leaves the page can come back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise

from coe.access.gate import Request
from coe.access.rights import Denied
from coe.states import Stale, WrongMove
from coe.web.lock import Lock

MOST = 2000
"""Rows one run takes."""
AT_ONCE = 50
"""Rows done within one request; more show their progress."""
HOUR = 3600
UNDO_FOR = timedelta(minutes=5)
"""After a run is over. Its toast goes sooner; later others build on what was done."""
BUSY = 120
"""Seconds after the last row after which what was begun, a portion or a press, counts as lost with its request."""
PRESS = 300
"""Seconds for which the same press of a button is known again, once what it did is committed."""

Undo = Mapping[str, Any]
One = Callable[[Request, UUID, Mapping[str, Any]], Undo | None]
"""Does it to one row: gives what the reverse needs, or None when there was nothing to do."""


@dataclass(frozen=True)
class ManyAct:
    """`one` does it, `back` undoes it from what `one` gave, or raises Stale where somebody worked on the row since.
    `done` and `left` say how many, given a count.
    """

    key: str
    one: One
    back: Callable[[Request, UUID, Undo], None] | None
    done: Callable[[int], str]
    left: Callable[[int], str]
    doing: str | Promise = ""
    undone: Callable[[int], str] | None = None
    """What undoing came to, where the word “undone” would promise too much."""


_acts: dict[str, ManyAct] = {}


def register(act: ManyAct) -> ManyAct:
    _acts[act.key] = act
    return act


@dataclass
class Run:
    """`undo` holds (row, what undoes it) of every row that was changed. `backwards` runs undo."""

    act: str
    ids: list[UUID]
    args: dict[str, Any]
    next: str
    token: UUID = field(default_factory=uuid4)
    at: int = 0
    undo: list[tuple[UUID, Any]] = field(default_factory=list)
    backwards: bool = False
    payloads: dict[UUID, Any] = field(default_factory=dict)
    beyond: int = 0
    """How many were picked beyond what one run takes."""
    ended: datetime | None = None

    @property
    def known(self) -> ManyAct:
        return _acts[self.act]

    @property
    def over(self) -> bool:
        return self.at >= len(self.ids)

    @property
    def undoable(self) -> bool:
        return self.ended is None or timezone.now() - self.ended <= UNDO_FOR

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def failed(self) -> int:
        return self.at - len(self.undo)


def begin(
    request: Request, act: ManyAct, ids: Sequence[UUID], args: Mapping[str, Any], next_: str, *, press: str = ""
) -> Run:
    """A run over these rows; short ones are over when this returns.

    `press`: what tells one press of a button from another (empty: every one is its own). Sent again it gives the run
    that the first one began, as far as that is.
    """
    wanted = list(dict.fromkeys(ids))
    run = Run(act.key, wanted[:MOST], dict(args), next_, beyond=max(0, len(wanted) - MOST))
    lock = _lock(request, run.token)
    lock.take()
    try:
        # Kept and held before it does anything, so that the same press finds it, and waits for its first portion.
        cache.set(_key(request, run.token), run, HOUR)
        if press and not cache.add(_press_key(request, press), run.token, BUSY):
            if first := begun(request, press):
                cache.delete(_key(request, run.token))
                return first
            cache.set(_press_key(request, press), run.token, BUSY)
        _newest(request, press)
        ran = _first(request, run, lock, press)
        transaction.on_commit(lambda: _known_for(request, press, PRESS), robust=True)
        return ran
    except Exception:
        cache.delete(_press_key(request, press))
        raise
    finally:
        lock.let_go()


def _first(request: Request, run: Run, lock: Lock, press: str = "") -> Run:
    """The run after its first portion; as it was kept before, when that portion lost its lock."""
    return run if portion(request, run, lock, press) else kept(request, run.token) or run


def _newest(request: Request, press: str) -> None:
    """Only the newest press is known again: the same act after another one is meant, and is no double press."""
    key = f"many:{request.org.pk}:{request.member.pk}:newest"
    before = cache.get(key)
    if before and before != press:
        cache.delete(_press_key(request, before))
    cache.set(key, press, PRESS)


def _known_for(request: Request, press: str, seconds: int) -> None:
    """From now on; a press that was forgotten, because a newer one came, stays forgotten."""
    if press:
        cache.touch(_press_key(request, press), seconds)


def begun(request: Request, press: str) -> Run | None:
    """The run that the same press began a moment ago, unless it was undone since."""
    token = cache.get(_press_key(request, press)) if press else None
    return kept(request, token) if token else None


def done(request: Request, act: ManyAct, rows: Mapping[UUID, Undo], next_: str) -> Run:
    """A run that is over already: a page did its own act on these rows, and it can be undone like any other."""
    run = Run(act.key, list(rows), {}, next_, at=len(rows), undo=[(row, dict(given)) for row, given in rows.items()])
    run.ended = timezone.now()
    cache.set(_key(request, run.token), run, HOUR)
    return run


def portion(request: Request, run: Run, lock: Lock, press: str = "") -> bool:
    """Does the next rows and keeps how far it is. False when the lock was lost: then none of these rows was done."""
    try:
        with transaction.atomic():
            _rows(request, run, lock, press)
    except _Lost:
        return False
    run.ended = timezone.now() if run.over else None
    cache.set(_key(request, run.token), run, HOUR)
    return True


class _Lost(Exception):
    """Another request does these rows by now."""


def _rows(request: Request, run: Run, lock: Lock, press: str) -> None:
    for row in run.ids[run.at : run.at + AT_ONCE]:
        if not lock.go_on():
            raise _Lost
        _known_for(request, press, BUSY)
        run.at += 1
        try:
            if run.backwards:
                if run.known.back:
                    run.known.back(request, row, run.payloads[row])
                run.undo.append((row, None))
            elif (given := run.known.one(request, row, run.args)) is not None:
                run.undo.append((row, dict(given)))
        except (ValidationError, Denied, Http404, ObjectDoesNotExist, Stale, WrongMove):
            continue  # counted as left; the sentence at the end says how many
    if not lock.go_on():
        raise _Lost


def go_on(request: Request, token: UUID) -> Run | None:
    """One's own run after its next portion; None while another request does one, so that no row is done twice."""
    lock = _lock(request, token)
    if not lock.take():
        return None
    try:
        run = kept(request, token)
        if run and not run.over and not portion(request, run, lock):
            return None
        return run
    finally:
        lock.let_go()


def kept(request: Request, token: UUID) -> Run | None:
    """One's own run."""
    found: Run | None = cache.get(_key(request, token))
    return found


def reverse(request: Request, run: Run) -> Run:
    """A run that undoes what another did; the other is forgotten, so that it happens once."""
    if not cache.delete(_key(request, run.token)):
        raise Http404
    back = Run(run.act, [row for row, _given in run.undo], {}, run.next, backwards=True, payloads=dict(run.undo))
    lock = _lock(request, back.token)
    lock.take()
    try:
        cache.set(_key(request, back.token), back, HOUR)
        return _first(request, back, lock)
    finally:
        lock.let_go()


def _lock(request: Request, token: UUID) -> Lock:
    return Lock(f"{_key(request, token)}:busy", BUSY)


def _press_key(request: Request, press: str) -> str:
    return f"many:{request.org.pk}:{request.member.pk}:press:{press}"


def _key(request: Request, token: UUID) -> str:
    return f"many:{request.org.pk}:{request.member.pk}:{token}"
