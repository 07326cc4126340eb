"""What answers a post, on its page."""

from typing import Any
from uuid import UUID

from coe.access.api import Act
from coe.web.links import to
from listening.mentions import selectors
from publishing.api import PostPanel


def heard(request: Any, post_id: UUID) -> PostPanel | None:
    if not request.rights.may(Act.MENTION_SEE, anywhere=True):
        return None
    count, rows = selectors.of_post(request, post_id)
    if not rows:
        return None
    context = {
        "count": count,
        "rows": rows,
        "all_url": f"{to(request, 'mentions')}?state=any&post={post_id}",
    }
    return PostPanel("mentions", "listening/mentions/on_post.html", context)
