"""One hash over everything a request covers."""

import hashlib
from collections.abc import Iterable
from uuid import UUID


def combined_digest(items: Iterable[tuple[UUID, str]]) -> str:
    """The digest of a subject, made of its items' digests. The order of items does not matter."""
    lines = sorted(f"{item_id}:{digest}" for item_id, digest in items)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
