"""Locks of this slice, in one order: the post, then its versions by id."""

from uuid import UUID

from django.http import Http404

from publishing.content.models import Post, Version


def post(post_id: UUID) -> Post:
    """A post for writing. Raises Http404 when there is none here."""
    found = Post.objects.select_for_update(of=("self",)).select_related("brand", "campaign").filter(pk=post_id).first()
    if found is None:
        raise Http404
    return found


def versions(of: Post) -> list[Version]:
    """All versions of a locked post, locked too, with their channels."""
    rows = Version.objects.select_for_update(of=("self",)).filter(post=of).select_related("channel").order_by("pk")
    found = list(rows)
    for version in found:
        version.post = of
    return found
