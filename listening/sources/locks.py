"""Locks of this slice: one source at a time."""

from uuid import UUID

from django.http import Http404

from listening.sources.models import Source


def source(source_id: UUID) -> Source:
    """A source for writing. Raises Http404 when there is none here."""
    found = Source.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=source_id).first()
    if found is None:
        raise Http404
    return found
