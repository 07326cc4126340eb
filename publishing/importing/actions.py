"""Importing a table of posts: taking it, checking it, making its drafts, and taking them back.

Drafts are made and changed by the acts of the composer, called here with the member's own rights, so an import can
do nothing its member could not do on the page, and a changed post goes back to draft as it does there.
"""

import hashlib
import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from coe.access.api import Act, Denied, Doing, action
from coe.notices.api import tell
from coe.outbox.events import due, set_due, settled
from coe.states import Stale, move
from coe.web.joining import flowing
from coe.web.sentences import Sentence, keep, packed, say, sentences
from publishing.content import actions as posts
from publishing.content import locks, writing
from publishing.content.states import State as VersionState
from publishing.importing import selectors, trying
from publishing.importing.checking import Checked, Checker
from publishing.importing.columns import key_of
from publishing.importing.models import Import, ImportRow
from publishing.importing.reading import Grid
from publishing.importing.states import WORKING, State

KEPT_FOR = timedelta(days=30)
DUE = "imports"
AT_ONCE = 25
"""Rows of one transaction: the audit's lock is held no longer than these take."""

ALREADY = gettext_lazy("This row was imported already, on %(day)s.")
TWICE = gettext_lazy("This row says the same as row %(number)d.")
DENIED = gettext_lazy("You may not do this.")
MEANWHILE = gettext_lazy("Somebody changed this post meanwhile. Check the file again.")


class Refused(Exception):
    """An import of all or nothing met a row that cannot be imported."""

    def __init__(self, number: int, said: list[Sentence]) -> None:
        super().__init__(number)
        self.number, self.said = number, said


class _Bad(Exception):
    """A row that was good in the dry run is not any more."""

    def __init__(self, said: list[Sentence]) -> None:
        super().__init__()
        self.said = said


@action(Act.POST_DRAFT)
def take(do: Doing, *, name: str, sha256: str, grid: Grid) -> Import:
    """Keeps an uploaded table; nothing is checked or made yet."""
    do.require_somewhere()
    if do.actor.member_id is None:
        raise Denied(Act.POST_DRAFT)
    # The same file, uploaded again before anything was made of it, takes the place of the first.
    first = Import.objects.filter(member=do.actor.member_id, sha256=sha256, state__in=[State.CHECKING, State.CHECKED])
    _delete(first)
    keys = [key_of(one) for one in grid.header]
    table = Import.objects.create(
        org_id=do.org_id,
        member_id=do.actor.member_id,
        name=name[:120],
        sha256=sha256,
        header=grid.header,
        keys=[key if key not in keys[:place] else "" for place, key in enumerate(keys)],
        total=len(grid.rows),
        expires_at=timezone.now() + KEPT_FOR,
    )
    ImportRow.objects.bulk_create(
        ImportRow(org_id=do.org_id, table=table, number=number, cells=cells, key=_key(table.keys, cells))
        for number, cells in grid.rows
    )
    due(DUE, org=do.org_id, ref=do.org_id, at=table.expires_at)
    trying.expect(table)
    do.record(table, after={"rows": table.total, "sha256": sha256}, detail="import-uploaded")
    return table


def _key(keys: list[str], cells: list[str]) -> str:
    said = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key and cell.strip()}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@action(Act.POST_DRAFT)
def check_some(do: Doing, *, import_id: UUID) -> bool:
    """Checks the next rows. True when there are more."""
    do.require_somewhere()
    do.nothing()
    table = _locked(import_id, State.CHECKING)
    if table is None:
        return False
    rows = list(ImportRow.objects.filter(table=table, checked=False)[: AT_ONCE * 2])
    checker = Checker(do.actor.rights, org_id=do.org_id)
    before = _imported({row.key for row in rows}, ZoneInfo(table.org.zone))
    firsts = _firsts(table)
    for row in rows:
        found = checker.row(table.keys, row.cells)
        if found.post is None and row.key in before:
            found.bad("", ALREADY, day=before[row.key])
        if firsts[row.key] != row.number:
            found.bad("", TWICE, number=firsts[row.key])
        _keep(table, row, found)
    ImportRow.objects.bulk_update(rows, ["checked", "wrong", "notes", "updates", "revision"])
    if ImportRow.objects.filter(table=table, checked=False).exists():
        trying.expect(table)
        return True
    trying.rest(table)
    move(table, State.CHECKED)
    return False


def _keep(table: Import, row: ImportRow, found: Checked) -> None:
    places = {key: str(place) for place, key in enumerate(table.keys) if key}
    row.checked, row.updates = True, found.post is not None
    row.revision = found.post.revision if found.post else None
    row.wrong, row.notes = _placed(found.wrong, places), _placed(found.notes, places)


def _placed(said: dict[str, list[Sentence]], places: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """As kept, by the place of the column; what has no column in this file is about the whole row."""
    placed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, found in said.items():
        if found:
            placed[places.get(key, "")] += keep(found)
    return dict(placed)


def _imported(keys: set[str], zone: ZoneInfo) -> dict[str, date]:
    """Which of these rows an import that stands has made posts of, and on which day of the organisation."""
    rows = ImportRow.objects.filter(
        key__in=keys, post__isnull=False, updates=False, table__state__in=[State.RUNNING, State.DONE]
    )
    return {key: at.astimezone(zone).date() for key, at in rows.values_list("key", "table__created_at")}


def _firsts(table: Import) -> dict[str, int]:
    firsts: dict[str, int] = {}
    for key, number in ImportRow.objects.filter(table=table).values_list("key", "number"):
        firsts.setdefault(key, number)
    return firsts


@action(Act.POST_DRAFT)
def begin(do: Doing, *, import_id: UUID, whole: bool) -> Import:
    """Starts making drafts of the good rows, or of all when `whole`. Raises ValidationError when there is nothing."""
    do.require_somewhere()
    table = _locked(import_id, State.CHECKED)
    if table is None:
        raise Stale(Import.objects.get(pk=import_id))
    found = selectors.counts(table)
    if whole and found.bad:
        raise ValidationError(_("Some rows are wrong. Mend them, or import only the good ones."))
    if not found.good:
        raise ValidationError(_("There is no good row to import."))
    move(table, State.RUNNING, whole=whole, problem=[], started_at=timezone.now(), tries=0)
    trying.expect(table)
    do.record(table, after={"rows": found.good, "all or nothing": whole}, detail="import-started")
    return table


@action(Act.POST_DRAFT)
def run_some(do: Doing, *, import_id: UUID) -> bool:
    """Makes the next drafts, each with the mark on its row in one transaction. True when there are more.

    All or nothing is one transaction; it raises Refused, and then nothing was made.
    """
    do.require_somewhere()
    do.nothing()
    table = _locked(import_id, State.RUNNING)
    if table is None:
        return False
    waiting = ImportRow.objects.select_for_update(of=("self",)).filter(table=table, wrong={}, post__isnull=True)
    rows = list(waiting if table.whole else waiting[:AT_ONCE])
    checker = Checker(do.actor.rights, org_id=do.org_id)
    for row in rows:
        try:
            _make(do, table, row, checker)
        except (Denied, ValidationError, posts.StaleForm, _Bad) as error:
            said = _said(error)
            if table.whole:
                raise Refused(row.number, said) from error
            row.wrong = {"": keep(said)}
    ImportRow.objects.bulk_update(rows, ["post", "revision", "wrong"], batch_size=AT_ONCE * 4)
    if not table.whole and waiting.exists():
        trying.expect(table)
        return True
    _finish(do, table)
    return False


def _make(do: Doing, table: Import, row: ImportRow, checker: Checker) -> None:
    """The composer’s act is undone as a whole when it is refused; the row is marked with the others of its step."""
    found = checker.row(table.keys, row.cells)
    if not found.good or found.draft is None:
        raise _Bad([one for several in found.wrong.values() for one in several])
    if found.post is None:
        made = posts.create(do.actor, draft=found.draft)
    else:
        made = posts.save(do.actor, post_id=found.post.pk, revision=row.revision or 0, draft=found.draft)
    row.post, row.revision = made, made.revision


def _said(error: Denied | ValidationError | posts.StaleForm | _Bad) -> list[Sentence]:
    match error:
        case _Bad():
            return error.said
        case ValidationError():
            return sentences(error)
        case posts.StaleForm():
            return [say(MEANWHILE)]
    return [say(DENIED)]


def _finish(do: Doing, table: Import) -> None:
    trying.rest(table)
    move(table, State.DONE, finished_at=timezone.now())
    found = selectors.counts(table)
    do.record(table, after={"made": found.made, "changed": found.done - found.made}, detail="import-done")
    tell(
        do, [table.member_id], "import.done", subject_type="publishing.import", subject_id=table.pk,
        url_name="import_one", url_args=[table.pk], name=table.name, count=found.done,
    )  # fmt: skip


@action(Act.POST_DRAFT)
def give_up(do: Doing, *, import_id: UUID, number: int, said: list[Sentence]) -> None:
    """An import of all or nothing that made nothing: it says why, and can be tried again. Row 0: of no one row."""
    do.require_somewhere()
    table = _locked(import_id, State.RUNNING)
    if table is None:
        do.nothing()
        return
    problem = [say(gettext_lazy("Row %(number)d: %(problem)s"), number=number, problem=said)] if number else said
    trying.rest(table)
    move(table, State.CHECKED, problem=keep(problem))
    ImportRow.objects.filter(table=table, number=number).update(wrong={"": keep(said)})
    with override("en"):  # The audit says the same to everybody.
        do.record(table, detail="import-stopped", reason=flowing(problem))
    tell(
        do, [table.member_id], "import.stopped", subject_type="publishing.import", subject_id=table.pk,
        url_name="import_one", url_args=[table.pk], name=table.name, problem=packed(problem),
    )  # fmt: skip


@action(Act.POST_DRAFT)
def undo(do: Doing, *, import_id: UUID) -> tuple[int, int]:
    """Takes the drafts of an import off their channels, those nobody touched: (how many, how many stayed)."""
    do.require_somewhere()
    table = _locked(import_id, State.DONE)
    if table is None:
        raise Stale(Import.objects.get(pk=import_id))
    made = selectors.counts(table).made
    fresh = selectors.untouched(table)
    for post_id in sorted(fresh):
        _discard(do, post_id, table)
    move(table, State.UNDONE)
    do.record(table, after={"withdrawn": len(fresh), "stayed": made - len(fresh)}, detail="import-undone")
    return len(fresh), made - len(fresh)


def _discard(do: Doing, post_id: UUID, table: Import) -> None:
    """Like taking every channel away in the composer, but the channels stay to be read."""
    post = locks.post(post_id)
    versions = locks.versions(post)
    for version in versions:
        do.require(brand=post.brand_id, market=version.channel.market_id, channel=version.channel)
        writing.switch_off(do, version)
    before = {str(version.channel_id): VersionState.DRAFT for version in versions}
    do.record(
        post, before={"states": before}, after={"state": VersionState.WITHDRAWN}, reason=f"import {table.name}",
        detail="withdrawn",
    )  # fmt: skip


def _locked(import_id: UUID, state: State) -> Import | None:
    return Import.objects.select_for_update(of=("self",)).filter(pk=import_id, state=state).first()


@action(Act.SYSTEM_MAINTAIN)
def forget(do: Doing) -> None:
    """Removes tables after 30 days; the posts they made stay."""
    do.require()
    do.nothing()
    _delete(Import.objects.filter(expires_at__lte=timezone.now()))
    oldest = Import.objects.order_by("expires_at").values_list("expires_at", flat=True).first()
    if oldest:
        set_due(DUE, org=do.org_id, ref=do.org_id, at=oldest)
    else:
        settled(DUE, org=do.org_id, ref=do.org_id)


def _delete(tables: QuerySet[Import]) -> None:
    for table in tables.filter(state__in=WORKING):
        trying.rest(table)
    tables.delete()
