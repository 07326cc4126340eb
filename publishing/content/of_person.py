"""What a person wrote, for the copy of their data."""

from typing import Any

from django.db.models import Q

from coe.tenancy.models import Member
from publishing.content.models import Post


def written_by(member: Member) -> list[dict[str, Any]]:
    """The posts a member wrote or changed, oldest first; inside the organisation."""
    mine = Q(author=member) | Q(authors__contains=[member.pk])
    rows = Post.objects.filter(mine).select_related("brand").order_by("created_at")
    return [
        {"id": str(post.pk), "title": post.title, "brand": post.brand.name, "language": post.language,
         "created": post.created_at, "changed": post.updated_at, "began_it": post.author_id == member.pk,
         "text": post.text if post.author_id == member.pk else ""}
        for post in rows
    ]  # fmt: skip
