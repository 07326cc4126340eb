"""How many rows of a file are written, told while its transaction is still open. Kept in the cache: it may be lost."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.cache import cache

from coe.exports.tables import Table

log = logging.getLogger(__name__)
EVERY = 500
KEPT = 600


def _key(file_id: UUID) -> str:
    return f"export-rows:{file_id}"


def counted(file_id: UUID, table: Table) -> Table:
    """The same table; whoever reads its rows leaves behind how far they are."""
    return replace(table, rows=_counted(file_id, table.rows))


def _counted(file_id: UUID, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number % EVERY == 0:
            _note(file_id, number)
        yield row


def _note(file_id: UUID, number: int) -> None:
    try:
        cache.set(_key(file_id), number, KEPT)
    except Exception:  # Whatever a cache raises when it is away: the file is made all the same.
        log.warning("the progress of a file cannot be told")


def done(file_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Rows written so far, of the files where that is known."""
    keys = {_key(one): one for one in file_ids}
    try:
        return {keys[key]: int(number) for key, number in cache.get_many(keys).items()} if keys else {}
    except Exception:  # The page opens without it.
        log.warning("the progress of files cannot be read")
        return {}
