"""Celery tasks, made so that none can forget its queue or its organisation.

`@org_task(Queue.POLL)` takes `org_id` as a keyword and runs inside that organisation's transaction; with
`own_transaction=True` the task opens `inside(org_id)` itself, around each step (network calls happen outside any).
`@global_task(Queue.MAINTENANCE, reason=…)` sees no organisation's rows.

Arguments are ids and small words, never content or credentials: brokers are not a safe.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from celery import Task, shared_task

import coe.celery  # noqa: F401  (shared tasks bind to this application)
from coe.tenancy.context import inside


class Queue(StrEnum):
    """By kind of work, so that a slow kind never delays another."""

    PUBLISH = "publish"  # sends posts; latency matters most
    POLL = "poll"  # mentions, figures, feeds
    MEDIA = "media"  # re-encodes pictures; heavy on the processor
    MAIL = "mail"
    HOOKS = "hooks"  # webhooks and group chats: other people's servers, which may be slow
    MAINTENANCE = "maintenance"  # sweepers, expiry, the outbox


_PLAIN = re.compile(r"^[\w:.\-]{0,80}$")
_QUEUES: dict[str, Queue] = {}


def route(name: str, *args: Any, **kwargs: Any) -> dict[str, str] | None:
    """Celery's router: each task goes to the queue it was declared with, unless a caller names another."""
    queue = _QUEUES.get(name)
    return {"queue": queue.value} if queue else None


def org_task(queue: Queue, *, own_transaction: bool = False) -> Callable[[Callable[..., Any]], Task[Any, None]]:
    def wrap(function: Callable[..., Any]) -> Task[Any, None]:
        @functools.wraps(function)
        def run(*, org_id: str, **kwargs: Any) -> None:
            _only_ids(function, kwargs)
            if own_transaction:
                function(org_id=org_id, **kwargs)
                return
            with inside(org_id):
                function(org_id=org_id, **kwargs)

        run.org_task = True  # type: ignore[attr-defined]
        _QUEUES[_name(function)] = queue
        return shared_task(name=_name(function), acks_late=True)(run)

    return wrap


def global_task(queue: Queue, *, reason: str) -> Callable[[Callable[..., Any]], Task[Any, None]]:
    if not reason:
        raise ValueError("say why this task needs no organisation")

    def wrap(function: Callable[..., Any]) -> Task[Any, None]:
        @functools.wraps(function)
        def run(**kwargs: Any) -> None:
            _only_ids(function, kwargs)
            function(**kwargs)

        run.global_reason = reason  # type: ignore[attr-defined]
        _QUEUES[_name(function)] = queue
        return shared_task(name=_name(function), acks_late=True)(run)

    return wrap


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"


def _only_ids(function: Callable[..., Any], kwargs: dict[str, Any]) -> None:
    for key, value in kwargs.items():
        if not (isinstance(value, int) or (isinstance(value, str) and _PLAIN.match(value))):
            raise ValueError(f"{_name(function)}: argument {key!r} must be an id or a word")
