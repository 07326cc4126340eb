"""What one package's part of the demo leaves for another's: plain values, no rows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass
class Asked:
    """Something sent for approval. Governance fills in what came of it (`closed`, `decided_by`)."""

    key: str
    subject_id: UUID
    label: str
    brand: str
    items: list[tuple[UUID, str]]
    texts: list[tuple[UUID, str, str, dict[str, str]]]
    """(item, digest, language, texts by field): what the rules read."""
    channel_ids: list[UUID]
    slot: datetime
    sender: str
    authors: list[str]
    at: datetime
    outcome: str
    """approved, sent_back, rejected or expired."""
    latest: datetime
    """It was decided before this."""
    chinese: bool
    closed: datetime | None = None
    decided_by: list[str] = field(default_factory=list)


@dataclass
class Out:
    """A version that went out, for those who listen to it and measure it. `drawn`: how strongly, 1 is usual."""

    version_id: UUID
    post_id: UUID
    channel_id: UUID
    network: str
    brand: str
    language: str
    at: datetime
    remote_id: str
    link_id: UUID | None
    campaign_id: UUID | None
    drawn: float
    views_by_day: list[tuple[Any, int]] = field(default_factory=list)
    """Newsroom only: readers by day."""
