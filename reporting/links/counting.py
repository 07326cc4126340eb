"""Keeping that a tracked link was followed, without keeping by whom."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone

from coe.tenancy.models import Organisation
from coe.web.visits import coming
from publishing import api as publishing
from reporting.links.models import Click


@dataclass(frozen=True)
class Visit:
    """Where a short address leads this time. No `click_id`: nothing was kept that an order could name."""

    click_id: UUID | None
    url: str
    counted: bool


def record(request: HttpRequest, org_id: UUID, code: str) -> Visit | None:
    """Judges one visit through a short address, and keeps it where it may matter. None: no such link here.

    Anybody can ask as often as they like, so what never counts leaves no row: programs, previews, and the same reader
    again, who goes on under the click of their first visit of the day. Runs inside the organisation's context.
    """
    found = publishing.link_target(code)
    if found is None:
        return None
    link_id, brand_id, url = found
    made = uuid4()
    visit = coming(request, Organisation.objects.get(pk=org_id), link_id, leave=str(made))
    if visit.why == "repeat":
        return Visit(_id(visit.first), url, counted=False)
    if visit.why in {"head", "bot", "prefetch"}:
        return Visit(None, url, counted=False)
    Click.objects.create(
        pk=made, org_id=org_id, link_id=link_id, brand_id=brand_id, at=timezone.now(), counted=not visit.why,
        why=visit.why,
    )  # fmt: skip
    return Visit(made, url, counted=not visit.why)


def _id(left: str) -> UUID | None:
    try:
        return UUID(left)
    except ValueError:
        return None
