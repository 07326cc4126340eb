"""Keeping that a tracked link was followed, without keeping by whom."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from coe.tenancy.models import Organisation
from coe.web.visits import why_not
from publishing import api as publishing
from reporting.links.models import Click


@dataclass(frozen=True)
class Visit:
    """Where a short address leads this time."""

    click_id: UUID
    url: str
    counted: bool


def record(request: HttpRequest, org_id: UUID, code: str) -> Visit | None:
    """Keeps one visit through a short address, counted or with the reason why not. None: no such link here.

    Runs inside the organisation's context.
    """
    found = publishing.link_target(code)
    if found is None:
        return None
    link_id, brand_id, url = found
    why = why_not(request, Organisation.objects.get(pk=org_id), link_id)
    click = Click.objects.create(
        org_id=org_id, link_id=link_id, brand_id=brand_id, at=timezone.now(), counted=not why, why=why
    )
    return Visit(click.pk, url, not why)
