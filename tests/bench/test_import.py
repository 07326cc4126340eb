"""A table of a thousand posts: the dry run and the drafts, against reading the same file and nothing more."""

from typing import Any

import pytest

from coe.tenancy.context import inside
from publishing.content.models import Post
from publishing.importing import reading, running
from tests.bench.conftest import show, took
from tests.publishing.content.conftest import Stage, stage
from tests.publishing.importing.test_import import Desk, row, table

__all__ = ["stage"]
pytestmark = [pytest.mark.bench, pytest.mark.django_db]
ROWS = 1_000


def finish(desk: Desk) -> None:
    """What the worker does: one step after the other."""
    while running.step(desk.north.id, desk.table().pk):
        pass


def test_import(stage: Stage, browse: Any) -> None:
    rows = [row(text=f"Number {number}: the lake is open.", time=f"{number % 24:02}:00") for number in range(ROWS)]
    desk = Desk(stage, browse, "cal")
    content = table(*rows).read()
    plain = min(took(lambda: reading.read(content)) for _ in range(3))
    checked = took(lambda: (desk.upload(*rows), finish(desk)))
    assert desk.wrong() == {}
    made = took(lambda: (desk.run(), finish(desk)))
    with inside(stage.north.id):
        assert Post.objects.count() == ROWS
    show(
        f"{ROWS:,} posts from a table", ("", "seconds", "rows per second", "× reading"),
        [("reading the file", f"{plain:.2f}", f"{ROWS / plain:,.0f}", "1×"),
         ("dry run", f"{checked:.1f}", f"{ROWS / checked:,.0f}", f"{checked / plain:,.0f}×"),
         ("drafts made", f"{made:.1f}", f"{ROWS / made:,.0f}", f"{made / plain:,.0f}×")],
    )  # fmt: skip
