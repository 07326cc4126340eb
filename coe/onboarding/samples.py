"""Sample content: packages bring parts of it, in order, and what must be tidied outside the database afterwards.

    @part(20)
    def channel(stand: Stand) -> None: ...

Parts run inside the organisation, each in its own transaction. Everything they write hangs on `stand.brand` or on
one of its people, so that removing both removes all of it (migrations/0003).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from coe.access.actor import Actor
from coe.tenancy.models import Brand, Member, Organisation


@dataclass
class Stand:
    """What parts share. `words` are the texts in the reader's language; `things` is what earlier parts left."""

    org: Organisation
    language: str
    now: datetime
    words: dict[str, Any]
    brand: Brand = field(init=False)
    writer: Member = field(init=False)
    lead: Member = field(init=False)
    things: dict[str, Any] = field(default_factory=dict)

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    def ago(self, **span: float) -> datetime:
        return (self.now - timedelta(**span)).replace(microsecond=0)

    def ahead(self, **span: float) -> datetime:
        return (self.now + timedelta(**span)).replace(second=0, microsecond=0)

    def actor(self, member: Member) -> Actor:
        return Actor.member(member)


Part = Callable[[Stand], None]
Tidy = Callable[[UUID, Iterable[UUID]], Callable[[], None]]
_PARTS: list[tuple[int, Part]] = []
_TIDIES: list[Tidy] = []


def part(order: int) -> Callable[[Part], Part]:
    def register(function: Part) -> Part:
        _PARTS.append((order, function))
        return function

    return register


def parts() -> list[Part]:
    return [function for _order, function in sorted(_PARTS, key=lambda pair: pair[0])]


def tidy(function: Tidy) -> Tidy:
    """Registers what notes, before the rows go, what else has to go with them: (organisation, brands) → afterwards."""
    _TIDIES.append(function)
    return function


def tidies() -> list[Tidy]:
    return list(_TIDIES)
