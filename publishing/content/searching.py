"""Posts by their words, in whatever way these are written."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from coe.search.folding import fold
from publishing.content.models import Post, Version


def holding(posts: QuerySet[Post], words: Sequence[str]) -> QuerySet[Post]:
    """Posts that hold every word, in their own text or in that of a version."""
    for word in words:
        one = fold(word)
        own = Version.objects.filter(folded__contains=one).exclude(folded="")
        posts = posts.filter(Q(folded__contains=one) | Q(pk__in=own.values("post")))
    return posts


def found(posts: QuerySet[Post], words: Sequence[str]) -> QuerySet[Post]:
    """The same, the newest first."""
    return holding(posts, words).order_by("-updated_at", "pk")
