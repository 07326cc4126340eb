"""Reading one's own files."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone

from coe.exports.models import ExportFile
from coe.exports.progress import done
from coe.exports.registry import source
from coe.exports.states import State
from coe.tenancy.models import Member

LOOKS = {State.WAITING: ("wait", "hourglass"), State.READY: ("ok", "circle-check"), State.FAILED: ("stop", "x")}


def page_of(member: Member, number: Any) -> Any:
    """A page of (file, title, kind, icon, rows written so far or None), without the content of the files."""
    rows = ExportFile.objects.filter(member=member, expires_at__gt=timezone.now()).defer("content")
    page: Any = Paginator(rows, 50).get_page(number)
    written = done(row.pk for row in page.object_list if row.state == State.WAITING)
    page.object_list = [
        (row, title_of(row.source), *LOOKS[State(row.state)], written.get(row.pk)) for row in page.object_list
    ]
    return page


def title_of(name: str) -> str:
    known = source(name)
    return str(known.title) if known else name


def ready_or_404(member: Member, file_id: UUID) -> ExportFile:
    """One's own file that is ready and has not expired; anything else does not exist."""
    found = ExportFile.objects.filter(
        pk=file_id, member=member, state=State.READY, expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise Http404
    return found
