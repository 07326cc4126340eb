"""Asking for a long list, making its file, and throwing old files away."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.exports.ask import Ask
from coe.exports.making import MOST, content
from coe.exports.models import ExportFile
from coe.exports.progress import counted
from coe.exports.registry import source
from coe.exports.states import State
from coe.notices.api import tell
from coe.outbox.events import due, set_due, settled
from coe.states import move
from coe.tenancy.models import Brand, Market, Member

KEPT_FOR = timedelta(days=7)
DUE, MAKE_DUE = "exports", "export-make"
TRIES = 3
LONGEST = 2000
"""Letters of the filters, as they stand in the address."""
AGAIN = timedelta(minutes=6)
"""A worker's own time ends before: whoever holds a file longer is not there any more."""


@action(Act.SELF_ACCOUNT)
def order(do: Doing, *, name: str, form: str, ask: Ask, rows: int) -> ExportFile:
    """Has a file made in the background; the member is told when it is ready, and when it cannot be made.

    The same list with the same filters, asked for again while it is being made, is the one that is being made.
    """
    from coe.exports.tasks import make_file

    do.require()
    query = ask.GET.urlencode()
    if len(query) > LONGEST:
        raise ValidationError(_("These filters are too long for a file. Take some away."))
    Member.objects.select_for_update(of=("self",)).get(pk=ask.member.pk)
    waiting = ExportFile.objects.filter(
        member=ask.member, source=name, form=form, query=query, brand=ask.brand_filter, market=ask.market_filter,
        state=State.WAITING,
    ).first()  # fmt: skip
    if waiting:
        do.nothing()
        return waiting
    file = ExportFile.objects.create(
        org_id=do.org_id,
        member=ask.member,
        source=name,
        form=form,
        query=query,
        brand=ask.brand_filter,
        market=ask.market_filter,
        language=ask.language,
        rows=rows,
        expires_at=timezone.now() + KEPT_FOR,
    )
    do.record(ask.member, after={"table": name, "form": form, "rows": rows}, label=name, detail="export")
    due(DUE, org=do.org_id, ref=do.org_id, at=file.expires_at)
    set_due(MAKE_DUE, org=do.org_id, ref=file.pk, at=timezone.now() + timedelta(minutes=1))
    transaction.on_commit(lambda: make_file.delay(org_id=str(do.org_id), file_id=str(file.pk)), robust=True)
    return file


@action(Act.SYSTEM_MAINTAIN)
def begin(do: Doing, *, file_id: UUID) -> bool:
    """Counts a try, before it: a worker that dies over a file leaves that behind. False when nothing is to be made."""
    do.require()
    do.nothing()
    file = _held(file_id)
    if file is None:
        return False
    if file.tries >= TRIES:
        _failed(do, file)
        return False
    file.tries += 1
    file.save(update_fields=["tries"])
    set_due(MAKE_DUE, org=do.org_id, ref=file.pk, at=timezone.now() + AGAIN)
    return True


@action(Act.SYSTEM_MAINTAIN)
def make(do: Doing, *, file_id: UUID) -> None:
    """Makes a file with the rights its member has now. Safe to run again."""
    do.require()
    do.nothing()
    file = _held(file_id)
    if file is None:
        return
    known, ask = source(file.source), _ask(file)
    table = known.table(ask) if known and known.opens(ask) else None
    if table is None or known is None or table.count > MOST:
        _failed(do, file)
        return
    try:
        if known.note:
            known.note(ask, table.count)
    except Denied:
        _failed(do, file)
        return
    file.content, file.rows = content(known, ask, counted(file.pk, table), file.form), table.count
    file.save(update_fields=["content", "rows"])
    move(file, State.READY)
    settled(MAKE_DUE, org=do.org_id, ref=file.pk)
    _tell(do, file, "export.ready")


@action(Act.SYSTEM_MAINTAIN)
def broke(do: Doing, *, file_id: UUID) -> None:
    """A try failed: another one in a minute, or the member is told that there will be no file."""
    do.require()
    do.nothing()
    file = _held(file_id)
    if file is None:
        return
    if file.tries >= TRIES:
        _failed(do, file)
    else:
        set_due(MAKE_DUE, org=do.org_id, ref=file.pk, at=timezone.now() + timedelta(minutes=1))


def _held(file_id: UUID) -> ExportFile | None:
    """The file while it waits and nobody else makes it."""
    rows = ExportFile.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=file_id, state=State.WAITING).first()


def _failed(do: Doing, file: ExportFile) -> None:
    move(file, State.FAILED)
    settled(MAKE_DUE, org=do.org_id, ref=file.pk)
    _tell(do, file, "export.failed")


def _tell(do: Doing, file: ExportFile, kind: str) -> None:
    tell(
        do, [file.member_id], kind, subject_type="exports.exportfile", subject_id=file.pk,
        brand=file.brand_id, url_name="exports", table=file.source, rows=file.rows,
    )  # fmt: skip


def _ask(file: ExportFile) -> Ask:
    member = Member.objects.select_related("org", "user").get(pk=file.member_id)
    actor = Actor.member(member)
    brand = Brand.objects.filter(pk=file.brand_id).first() if file.brand_id else None
    market = Market.objects.filter(pk=file.market_id).first() if file.market_id else None
    return Ask(
        member.org, member, actor.rights, actor, brand, market, QueryDict(file.query), file.language, member.org.zone
    )


@action(Act.SYSTEM_MAINTAIN)
def forget(do: Doing) -> None:
    """Throws expired files away."""
    do.require()
    do.nothing()
    gone = ExportFile.objects.filter(expires_at__lte=timezone.now())
    for ref in gone.filter(state=State.WAITING).values_list("pk", flat=True):
        settled(MAKE_DUE, org=do.org_id, ref=ref)
    gone.delete()
    oldest = ExportFile.objects.order_by("expires_at").values_list("expires_at", flat=True).first()
    if oldest:
        set_due(DUE, org=do.org_id, ref=do.org_id, at=oldest)
    else:
        settled(DUE, org=do.org_id, ref=do.org_id)
