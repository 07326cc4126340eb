"""Asking for a long list, making its file, and throwing old files away."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.exports.ask import Ask
from coe.exports.making import MOST, content
from coe.exports.models import ExportFile
from coe.exports.registry import source
from coe.exports.states import State
from coe.notices.api import tell
from coe.outbox.events import due, set_due, settled
from coe.states import move
from coe.tenancy.models import Brand, Market, Member

KEPT_FOR = timedelta(days=7)
DUE = "exports"


@action(Act.SELF_ACCOUNT)
def order(do: Doing, *, name: str, form: str, ask: Ask, rows: int) -> ExportFile:
    """Has a file made in the background; the member is told when it is ready."""
    from coe.exports.tasks import make_file

    do.require()
    file = ExportFile.objects.create(
        org_id=do.org_id,
        member=ask.member,
        source=name,
        form=form,
        query=ask.GET.urlencode()[:2000],
        brand=ask.brand_filter,
        market=ask.market_filter,
        language=ask.language,
        rows=rows,
        expires_at=timezone.now() + KEPT_FOR,
    )
    do.record(ask.member, after={"table": name, "form": form, "rows": rows}, label=name, detail="export")
    due(DUE, org=do.org_id, ref=do.org_id, at=file.expires_at)
    transaction.on_commit(lambda: make_file.delay(org_id=str(do.org_id), file_id=str(file.pk)), robust=True)
    return file


@action(Act.SYSTEM_MAINTAIN)
def make(do: Doing, *, file_id: UUID) -> None:
    """Makes a file with the rights its member has now. Safe to run again."""
    do.require()
    do.nothing()
    file = ExportFile.objects.select_for_update(of=("self",)).filter(pk=file_id, state=State.WAITING).first()
    if file is None:
        return
    known, ask = source(file.source), _ask(file)
    table = known.table(ask) if known and known.opens(ask) else None
    if table is None or known is None or table.count > MOST:
        move(file, State.FAILED)
        return
    try:
        if known.note:
            known.note(ask, table.count)
    except Denied:
        move(file, State.FAILED)
        return
    file.content, file.rows = content(known, ask, table, file.form), table.count
    file.save(update_fields=["content", "rows"])
    move(file, State.READY)
    tell(
        do, [file.member_id], "export.ready", subject_type="exports.exportfile", subject_id=file.pk,
        url_name="exports", table=file.source, rows=table.count,
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
    ExportFile.objects.filter(expires_at__lte=timezone.now()).delete()
    oldest = ExportFile.objects.order_by("expires_at").values_list("expires_at", flat=True).first()
    if oldest:
        set_due(DUE, org=do.org_id, ref=do.org_id, at=oldest)
    else:
        settled(DUE, org=do.org_id, ref=do.org_id)
