"""Whether a post's page still shows how things are: one short mark over all that moves."""

import hashlib
from typing import Any

from django.db.models import Count, Max

from governance import api as governance
from publishing.content.models import Post, Version
from publishing.delivery.models import Attempt, Delivery


def mark(post: Post) -> str:
    """Changes when the post is saved, decided on, talked about or sent. A fixed number of small queries."""
    attempts = Attempt.objects.filter(delivery__version__post=post)
    seen: list[Any] = [
        post.revision,
        sorted(Version.objects.filter(post=post).values_list("pk", "state")),
        sorted(Delivery.objects.filter(version__post=post).values_list("pk", "state", "tries", "slot")),
        attempts.aggregate(Count("pk"), Max("finished_at")),
        governance.traces_of(post.pk),
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
