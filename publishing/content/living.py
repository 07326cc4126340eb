"""Whether a post's page still shows how things are: one short mark over all that moves."""

import hashlib

from django.db import connection

from governance import api as governance
from publishing.content.models import Post

# By hand, because every open page of a post asks it again and again.
_MOVES = """
SELECT version.id, version.state, delivery.id, delivery.state, delivery.tries, delivery.slot,
    count(attempt.id), max(attempt.finished_at)
FROM publishing_version version
LEFT JOIN publishing_delivery delivery ON delivery.version_id = version.id
LEFT JOIN publishing_attempt attempt ON attempt.delivery_id = delivery.id
WHERE version.post_id = %s GROUP BY version.id, delivery.id ORDER BY version.id, delivery.id
"""


def mark(post: Post) -> str:
    """Changes when the post is saved, decided on, talked about or sent. Two small queries."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, [post.pk])
        moves = cursor.fetchall()
    seen = [post.revision, moves, governance.traces_of(post.pk)]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
