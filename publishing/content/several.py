"""What can be done to many posts at once, and how each is undone. Every row asks for its own right in its action."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coe.access.api import Request
from coe.lists.many import ManyAct, register
from coe.states import Stale
from publishing.content import actions, locks, selectors, shifting
from publishing.content.draft import draft_of
from publishing.content.states import State

QUIET = frozenset({State.DRAFT, State.SENT_BACK})
"""Changing these takes nothing back that somebody approved."""


def _left(post_id: UUID) -> dict[str, Any]:
    """How an act left a post, to be compared before it is undone: every change of a post counts its revision, and
    what approvers and channels did stands in the states."""
    post = locks.post(post_id)
    return {"revision": post.revision, "states": {one.pk: one.state for one in locks.versions(post)}}


def _as_left(post_id: UUID, undo: Mapping[str, Any]) -> None:
    """Raises Stale when somebody worked on the post since: undoing must not take their work back."""
    if _left(post_id) != undo["left"]:
        raise Stale(locks.post(post_id))


def _withdraw(request: Request, post_id: UUID, args: Mapping[str, Any]) -> Mapping[str, Any]:
    going = selectors.going(post_id)
    actions.withdraw(request.actor, post_id=post_id)
    return {"versions": going}


def _bring_back(request: Request, post_id: UUID, undo: Mapping[str, Any]) -> None:
    actions.bring_back(request.actor, post_id=post_id, version_ids=undo["versions"])


def _shift(request: Request, post_id: UUID, args: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The same time of day, some days later or earlier, in the post's own zone."""
    post = selectors.post_or_none(request.rights, post_id)
    if post is None or post.slot is None:
        raise ValidationError(_("It has no time yet."))
    local = post.slot.astimezone(ZoneInfo(post.zone))
    to = local.replace(tzinfo=None) + timedelta(days=args["days"])
    shifting.move(request.actor, post, time=to, zone=post.zone, again=args["again"])
    return {"time": local.replace(tzinfo=None), "zone": post.zone, "left": _left(post_id)}


def _shift_back(request: Request, post_id: UUID, undo: Mapping[str, Any]) -> None:
    _as_left(post_id, undo)
    post = selectors.post_or_none(request.rights, post_id)
    if post is None:
        raise ValidationError(_("There is no such post."))
    shifting.move(request.actor, post, time=undo["time"], zone=undo["zone"], again=True)


def _file(request: Request, post_id: UUID, args: Mapping[str, Any]) -> Mapping[str, Any] | None:
    post = selectors.post_or_none(request.rights, post_id)
    if post is None:
        raise ValidationError(_("There is no such post."))
    before = draft_of(post)
    if before.campaign == args["campaign"]:
        return None
    if not args["again"] and not QUIET.issuperset(selectors.states_in(post_id)):
        raise ValidationError(actions.ANOTHER_DAY)
    wanted = replace(before, campaign=args["campaign"])
    actions.save(request.actor, post_id=post_id, revision=post.revision, draft=wanted)
    return {"campaign": before.campaign, "left": _left(post_id)}


def _file_back(request: Request, post_id: UUID, undo: Mapping[str, Any]) -> None:
    _as_left(post_id, undo)
    _file(request, post_id, {"campaign": undo["campaign"], "again": True})


WITHDRAW = register(
    ManyAct(
        "posts_withdraw",
        _withdraw,
        _bring_back,
        lambda count: ngettext("%(count)d post withdrawn", "%(count)d posts withdrawn", count) % {"count": count},
        lambda count: (
            ngettext(
                "%(count)d post could not be withdrawn: it is published, being sent, or not yours to withdraw.",
                "%(count)d posts could not be withdrawn: published, being sent, or not yours to withdraw.",
                count,
            )
            % {"count": count}
        ),
        _("Withdrawing posts"),
        # Approvals and slots that a withdrawal ended do not come back.
        lambda count: (
            ngettext(
                "%(count)d post is back. It is a draft again.",
                "%(count)d posts are back. They are drafts again.",
                count,
            )
            % {"count": count}
        ),
    )
)
SHIFT = register(
    ManyAct(
        "posts_shift",
        _shift,
        _shift_back,
        lambda count: ngettext("%(count)d post moved", "%(count)d posts moved", count) % {"count": count},
        lambda count: (
            ngettext(
                "%(count)d post stayed: it has no time, is published, needs approval again, or is not yours to move.",
                "%(count)d posts stayed: without a time, published, needing approval again, or not yours to move.",
                count,
            )
            % {"count": count}
        ),
        _("Moving posts"),
    )
)
FILE = register(
    ManyAct(
        "posts_campaign",
        _file,
        _file_back,
        lambda count: (
            ngettext("%(count)d post added to the campaign", "%(count)d posts added to the campaign", count)
            % {"count": count}
        ),
        lambda count: (
            ngettext(
                "%(count)d post stayed as it is: there already, published, of another brand, or in approval.",
                "%(count)d posts stayed as they are: there already, published, of another brand, or in approval.",
                count,
            )
            % {"count": count}
        ),
        _("Adding posts to a campaign"),
    )
)
