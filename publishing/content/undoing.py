"""Moving and withdrawing one post, and what undoes it a moment later."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Request
from coe.lists.many import Undo
from coe.lists.undoing import only_undone, tag
from coe.tenancy.zones import instant
from coe.web.links import to
from publishing.content import actions, selectors, shifting
from publishing.content.several import WITHDRAW


def move(request: Request, post: Any, time: datetime, zone: str, *, again: bool = False) -> str:
    """Moves a post, by the right its mover has; the undo tag, empty when it could not go back as it was.

    Raises ValidationError as actions.reschedule.
    """
    was, before = post.slot, selectors.versions_in(post.pk)
    now = shifting.move(request.actor, post, time=time, zone=zone, again=again)
    wall = was.astimezone(ZoneInfo(post.zone)).replace(tzinfo=None) if was else None
    # An approval that lapsed does not come back; and in the hour a clock repeats, a wall time means its first turn.
    if wall is None or was <= timezone.now() or instant(wall, post.zone) != was:
        return ""
    if (now.slot, now.zone) == (was, post.zone) or selectors.versions_in(post.pk) != before:
        return ""
    undo = {"time": wall, "zone": post.zone, "now": (now.slot, now.zone)}
    return tag(request, MOVED, {post.pk: undo}, back_to=to(request, "post", post.pk))


def _move_back(request: Request, post_id: UUID, undo: Undo) -> None:
    post = selectors.post_or_404(request.rights, post_id)
    if (post.slot, post.zone) != undo["now"]:
        raise ValidationError(_("Somebody moved it again since. Nothing was changed."))
    shifting.move(request.actor, post, time=undo["time"], zone=undo["zone"])


MOVED = only_undone("post_moved", _move_back, lambda _count: _("Moved back."))


def withdraw(request: Request, post_id: UUID, *, reason: str) -> str:
    """Withdraws a post; the undo tag. Raises ValidationError as actions.withdraw."""
    going = selectors.going(post_id)
    actions.withdraw(request.actor, post_id=post_id, reason=reason)
    return tag(request, WITHDRAW, {post_id: {"versions": going}} if going else {}, back_to=to(request, "post", post_id))
