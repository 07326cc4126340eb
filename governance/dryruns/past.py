"""What was said before lives in packages to the right; one of them registers how to read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from coe.access.api import Rights

Behind = tuple[datetime, UUID]


@dataclass(frozen=True)
class Said:
    """One wording of a post, as rules read it: texts by field. `channels` are those that were to say it."""

    texts: Mapping[str, str]
    language: str
    paid: bool
    channels: Sequence[str]


@dataclass(frozen=True)
class PastPost:
    """`at` is its slot; `url_name` with its id is its page."""

    id: UUID
    label: str
    brand: Any
    at: datetime
    url_name: str
    said: Sequence[Said]


class PastPosts(Protocol):
    """Posts whose slot lies between `since` and `until`, of this brand (None: of all), as far as `rights` go."""

    def count(self, rights: Rights, *, brand: UUID | None, since: datetime, until: datetime) -> int: ...

    def portion(
        self, rights: Rights, *, brand: UUID | None, since: datetime, until: datetime,
        behind: Behind | None, size: int,
    ) -> list[PastPost]:  # fmt: skip
        """The next ones, the newest first, behind (slot, id); a number of queries that does not grow with them."""
        ...

    def some(self, rights: Rights, ids: Sequence[UUID]) -> list[PastPost]:
        """Those of these posts that may be seen, in this order."""
        ...


class _Nothing:
    """Without a package that speaks there is nothing that was said."""

    def count(self, rights: Rights, **span: Any) -> int:
        return 0

    def portion(self, rights: Rights, **span: Any) -> list[PastPost]:
        return []

    def some(self, rights: Rights, ids: Sequence[UUID]) -> list[PastPost]:
        return []


_PAST: list[PastPosts] = []


def register_past_posts(provider: PastPosts) -> None:
    """Call from `AppConfig.ready`."""
    _PAST[:] = [provider]


def past_posts() -> PastPosts:
    return _PAST[0] if _PAST else _Nothing()
