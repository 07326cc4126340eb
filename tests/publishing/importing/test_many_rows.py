"""What many rows of a table have in common is asked once, and one that is refused leaves nothing behind."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe.audit.models import Entry
from coe.tenancy.context import inside
from publishing.content import writing
from publishing.content.models import Post, Version
from publishing.importing import running
from publishing.importing.models import ImportRow
from tests.publishing.content.conftest import Stage, stage
from tests.publishing.importing.test_import import desk, posts, row

__all__ = ["desk", "stage"]


def asked(stage: Stage, desk: Any, rows: int) -> tuple[int, int]:
    """How many queries the dry run of so many new rows takes, and how many making their drafts; in one step each."""
    cal = desk()
    cal.upload(*(row(text=f"{rows} rows, number {number}.", time=f"{number:02}:30") for number in range(rows)))
    found = []
    for begin in (lambda: None, lambda: cal.run()):
        begin()
        with CaptureQueriesContext(connection) as queries:
            while running.step(stage.north.id, cal.table().pk):
                pass
        found.append(len(queries))
    return found[0], found[1]


def test_what_all_rows_have_in_common_is_asked_once(stage: Stage, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SMALL", 0)  # nothing is done while the person waits
    monkeypatch.setattr(running, "later", lambda *given: None)
    first, second = asked(stage, desk, 3), asked(stage, desk, 13)
    assert second[0] == first[0], "a row is checked without a query of its own"
    assert (second[1] - first[1]) / 10 == 13, "a draft is made in so many"


def test_a_row_that_is_refused_midway_leaves_nothing_and_the_others_are_made(
    stage: Stage, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cal = desk()
    cal.upload(row(text="One"), row(text="Two"), row(text="Three"))
    note = writing.note_revision

    def refuse(do: Any, made: Post, draft: Any, **how: Any) -> None:
        note(do, made, draft, **how)
        if draft.text == "Two":
            raise ValidationError("Not this one.")

    monkeypatch.setattr(writing, "note_revision", refuse)
    cal.run()
    assert cal.wrong() == {(3, ""): "Not this one."}
    assert [one.text for one in posts(stage)] == ["One", "Three"]
    with inside(stage.north.id):
        assert Entry.objects.filter(detail="created").count() == 2
        assert Version.objects.count() == 2
        held = {one.number: one.post_id for one in ImportRow.objects.all()}
        assert held == {2: posts(stage)[0].pk, 3: None, 4: posts(stage)[1].pk}
