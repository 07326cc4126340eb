"""Steps that nobody finishes: each is counted before it begins, and the due table says when it counts as lost.

A message of the broker only says “go on now”: losing one changes when, never what. After so many lost steps in a row
the import rests until its member goes on with it.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.access.api import Act, Doing, action
from coe.notices.api import tell
from coe.outbox.events import set_due, settled
from coe.outbox.models import Due
from publishing.importing.models import Import
from publishing.importing.states import WORKING

WORK_DUE = "import-step"
TRIES = 3
SOON = timedelta(minutes=1)
"""Between two steps: the message that brings the next one was lost when it is not there by then."""
AGAIN = timedelta(minutes=6)
"""A worker's own time ends before: whoever holds a step longer is not there any more."""


def expect(table: Import) -> None:
    """Another step is to come. What went well so far counts: tries begin anew."""
    if table.tries:
        table.tries = 0
        table.save(update_fields=["tries"])
    set_due(WORK_DUE, org=table.org_id, ref=table.pk, at=timezone.now() + SOON)


def rest(table: Import) -> None:
    """No step is to come."""
    settled(WORK_DUE, org=table.org_id, ref=table.pk)


def stalled(table: Import) -> bool:
    """Whether its member may want to go on by hand: steps failed, or the next is long overdue."""
    if table.state not in WORKING:
        return False
    coming = Due.objects.filter(kind=WORK_DUE, org_id=table.org_id, ref=table.pk)
    return not coming.filter(not_before__gt=timezone.now() - SOON).exists()


@action(Act.SYSTEM_MAINTAIN)
def begin_step(do: Doing, *, import_id: UUID) -> bool:
    """Counts a try, before it: a worker that dies over a step leaves that behind. False when there is none to do."""
    do.require()
    do.nothing()
    table = _free(import_id)
    if table is None:
        return False
    if table.tries >= TRIES:
        _halt(do, table)
        return False
    table.tries += 1
    table.save(update_fields=["tries"])
    set_due(WORK_DUE, org=do.org_id, ref=table.pk, at=timezone.now() + AGAIN)
    return True


@action(Act.SYSTEM_MAINTAIN)
def broke(do: Doing, *, import_id: UUID) -> None:
    """A step failed: another try in a minute, or the member is told that it rests."""
    do.require()
    do.nothing()
    table = _free(import_id)
    if table is None:
        return
    if table.tries >= TRIES:
        _halt(do, table)
    else:
        set_due(WORK_DUE, org=do.org_id, ref=table.pk, at=timezone.now() + SOON)


@action(Act.POST_DRAFT)
def resume(do: Doing, *, import_id: UUID) -> None:
    """Its member goes on with an import that rests. Does nothing to one that is finished."""
    do.require_somewhere()
    do.nothing()
    table = _free(import_id)
    if table is not None and table.member_id == do.actor.member_id:
        expect(table)


def _free(import_id: UUID) -> Import | None:
    """An import that is under way, while nobody else does a step of it."""
    rows = Import.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=import_id, state__in=WORKING).first()


def _halt(do: Doing, table: Import) -> None:
    rest(table)
    tell(
        do, [table.member_id], "import.halted", subject_type="publishing.import", subject_id=table.pk,
        url_name="import_one", url_args=[table.pk], name=table.name,
    )  # fmt: skip
