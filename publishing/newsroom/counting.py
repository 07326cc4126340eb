"""Counting readers. A number by day, and nothing about who they were."""

from zoneinfo import ZoneInfo

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from coe.tenancy.models import Organisation
from coe.web.visits import why_not
from publishing.newsroom.models import Entry

_COUNT = """
INSERT INTO publishing_viewcount (id, org_id, entry_id, day, views) VALUES (gen_random_uuid(), %s, %s, %s, 1)
ON CONFLICT (org_id, entry_id, day) DO UPDATE SET views = publishing_viewcount.views + 1
"""


def count(request: HttpRequest, organisation: Organisation, entry: Entry) -> str:
    """Counts a reader unless there is a reason not to; returns the reason. Runs inside the organisation."""
    reason = why_not(request, organisation, entry.pk)
    if not reason:
        day = timezone.now().astimezone(ZoneInfo(organisation.zone)).date()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [organisation.pk, entry.pk, day])
    return reason
