"""States change in one place, along the table of moves, and never by two people at once."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models


class Stale(Exception):
    """Somebody else was first: the row is no longer in the state it was read in."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row._meta.label} {row.pk} changed meanwhile")
        self.row = row


class WrongMove(Exception):
    """The table of moves has no such step."""


class Stateful(Protocol):
    MOVES: Mapping[Any, frozenset[Any]]
    state: str
    pk: Any


def move(row: Any, to: str, **changes: Any) -> None:
    """Compare-and-set `row.state` to `to`, with further column changes in the same statement.

    Raises WrongMove when the table forbids the step and Stale when the row moved meanwhile. The row in hand is
    brought up to date.
    """
    if to not in row.MOVES[row.state]:
        raise WrongMove(f"{row._meta.label}: {row.state} does not lead to {to}")
    held = type(row)._base_manager.filter(pk=row.pk, state=row.state)
    if held.update(state=to, **changes) != 1:
        raise Stale(row)
    row.state = to
    for name, value in changes.items():
        if not hasattr(value, "resolve_expression"):
            setattr(row, name, value)
