"""Undo of an act that was done on a page of its own: the tag, the address and the checks of a run over many rows."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from coe.access.gate import Request
from coe.lists import many as runs
from coe.lists.many import ManyAct, Undo, register
from coe.web.links import to


def only_undone(
    key: str, back: Callable[[Request, UUID, Undo], None], undone: Callable[[int], str] | None = None
) -> ManyAct:
    """An act of which runs know the way back only. `back` raises ValidationError when somebody changed it since."""
    return register(ManyAct(key, _elsewhere, back, str, str, undone=undone))


def _elsewhere(request: Request, row: UUID, args: Mapping[str, Any]) -> None:
    """The page did it already."""


def tag(request: Request, act: ManyAct, rows: Mapping[UUID, Undo], *, back_to: str) -> str:
    """The tag of the message that tells of the act; `rows` are those it changed, and what undoes each."""
    return f"undo:{to(request, 'list_many_undo', runs.done(request, act, rows, back_to).token)}" if rows else ""
