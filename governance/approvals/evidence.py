"""Everything that proves how a request was decided: its items, findings, and the audit rows that tell of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from coe.audit.models import Entry
from governance.approvals.deciding import findings_of
from governance.approvals.models import Request, RequestItem
from governance.approvals.story import RequestView, told
from governance.policies.findings import Finding

MOST = 300


@dataclass(frozen=True)
class Evidence:
    """`items` are the digests of exactly what was sent, by item id; `entries` run from the oldest on."""

    view: RequestView
    items: dict[UUID, str]
    findings: list[Finding]
    entries: list[Entry]
    left_off: int


def evidence_of(subject_id: UUID, request_id: UUID | None = None, also: Iterable[UUID] = ()) -> Evidence | None:
    """The evidence of one request about a subject, or of the newest. `also`: ids whose audit rows belong to it."""
    rows = Request.objects.filter(subject_id=subject_id).select_related("brand", "submitted_by")
    if request_id:
        rows = rows.filter(pk=request_id)
    request = rows.order_by("-submitted_at", "-pk").first()
    if request is None:
        return None
    items = dict(RequestItem.objects.filter(request=request).values_list("item_id", "digest"))
    ids = {str(one) for one in (subject_id, request.pk, *items, *also)}
    entries = Entry.objects.filter(subject_id__in=ids).order_by("seq")
    count = entries.count()
    shown = list(entries[max(0, count - MOST) :])
    return Evidence(told(request), items, findings_of(request), shown, count - len(shown))
