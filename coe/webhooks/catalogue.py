"""The types of news that can be sent. Each package declares its own in AppConfig.ready().

    declare("freeze.declared", topic="freeze.declared", about=_("Publishing was stopped."), fields={"freeze_id": "…"},
            news=_freeze)

`news(payload)` is called inside the organisation with the outbox event's payload, and answers with News, or None when
this event is not of that type. Several types may share a topic.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from coe.outbox.events import on

VERSION = 1
TEST = "webhook.test"


@dataclass(frozen=True)
class News:
    """What is told: ids and codes, the brand it is about, and where to look."""

    data: Mapping[str, str | int | None]
    brand: UUID | None = None
    page: tuple[Any, ...] = ()
    """URL name and arguments of the page, inside the organisation."""
    api: str = ""
    """Path under /api/v1/, without a slash in front."""


Teller = Callable[[dict[str, Any]], News | None]


@dataclass(frozen=True)
class Type:
    code: str
    topic: str
    about: Any
    """One sentence, lazily translated."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Name → meaning, in English, for the documentation."""
    news: Teller | None = None


_TYPES: dict[str, Type] = {}


def declare(code: str, *, topic: str, about: Any, fields: Mapping[str, str], news: Teller) -> None:
    """Makes a type known and listens to its topic. Saying it twice changes nothing."""
    if code not in _TYPES:
        _TYPES[code] = Type(code, topic, about, fields, news)
        on(topic)(_hears(code))


def _hears(code: str) -> Callable[[UUID, dict[str, Any]], None]:
    def handle(org_id: UUID, payload: dict[str, Any]) -> None:
        from coe.webhooks.recording import record

        record(_TYPES[code], org_id, payload)

    return handle


def types() -> list[Type]:
    return [_TYPES[code] for code in sorted(_TYPES)]


def codes() -> frozenset[str]:
    return frozenset(_TYPES)
