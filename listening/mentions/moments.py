"""What people answered, and who dealt with it, in the story of a post."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import ngettext

from coe.access.api import Act
from coe.web.links import to
from listening.mentions import selectors
from listening.mentions.models import Mention
from publishing.api import PostMoment


def told(request: Any, post_id: UUID) -> Iterable[PostMoment]:
    """A line for each day somebody answered, and one for each day and person that dealt with answers."""
    if not request.rights.may(Act.MENTION_SEE, anywhere=True):
        return
    heard: dict[date, list[Mention]] = {}
    handled: dict[tuple[date, UUID], list[Mention]] = {}
    for one in selectors.answers(request, post_id):
        heard.setdefault(timezone.localdate(one.published_at), []).append(one)
        if one.handled_at and one.handled_by_id:
            handled.setdefault((timezone.localdate(one.handled_at), one.handled_by_id), []).append(one)
    url = f"{to(request, 'mentions')}?state=any&post={post_id}"
    for several in heard.values():
        first, count = several[0], len(several)
        yield PostMoment(
            first.published_at,
            "message-circle",
            ngettext("%(count)s answer", "%(count)s answers", count) % {"count": count},
            note=first.author_name or first.author_handle,
            quote=Truncator(first.title or first.text).chars(240),
            language=first.language,
            url=url,
        )
    for several in handled.values():
        last = max(several, key=lambda one: one.handled_at or one.published_at)
        if last.handled_by is None or last.handled_at is None:
            continue
        count = len(several)
        words = ngettext("%(name)s dealt with %(count)s answer", "%(name)s dealt with %(count)s answers", count)
        yield PostMoment(
            last.handled_at,
            "circle-check",
            words % {"name": last.handled_by.name, "count": count},
            who=last.handled_by,
            url=url,
        )
