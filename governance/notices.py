"""The notices this package sends."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coe.notices.api import register
from governance import letters
from governance.approvals.subjects import place_of


def _where(params: dict[str, Any]) -> dict[str, Any]:
    """The place of a freeze. Older notices hold it as it was said when they were written."""
    if params.get("whole"):
        return {"where": gettext("the whole organisation")}
    return {"where": place_of(params["where"], params.get("network", ""))}


def register_all() -> None:
    register(
        "approval.waiting",
        chat=_("“%(post)s” waits for a decision, step “%(step)s”."),
        letter=letters.approval,
        label=_("A post waits for my decision"),
        to_group=_("A post waits for a decision"),
        text=_("“%(post)s” waits for your decision, step “%(step)s”."),
        icon="hourglass",
        mail=True,
    )
    register(
        "approval.reminder",
        urgent=True,
        letter=letters.approval,
        label=_("Half of the time to decide is over"),
        text=_("“%(post)s” still waits for your decision; half of the time for “%(step)s” is over."),
        icon="clock-exclamation",
        mail=True,
    )
    register(
        "approval.late",
        chat=_("“%(post)s” was not decided in time, step “%(step)s”."),
        urgent=True,
        letter=letters.approval,
        label=_("A decision is overdue"),
        text=_("“%(post)s” was not decided in time, step “%(step)s”."),
        icon="alert-triangle",
        mail=True,
    )
    register(
        "approval.stuck",
        chat=_("“%(post)s” waits at step “%(step)s”, and nobody is left who may decide it."),
        letter=letters.approval,
        label=_("Nobody can decide a step"),
        text=_("“%(post)s” waits at step “%(step)s”, and nobody is left who may decide it."),
        icon="alert-triangle",
        mail=True,
    )
    register(
        "approval.dropped",
        letter=letters.approval,
        label=_("My answer did not count"),
        text=_("Your answer on “%(post)s” did not count: the post or its approval changed before it took effect."),
        icon="help-circle",
        mail="digest",
    )
    register(
        "approval.comment",
        letter=letters.comment,
        label=_("A comment on my post"),
        text=_("%(by)s commented on “%(post)s”."),
        icon="message-circle",
        mail="digest",
    )
    register(
        "approval.approved",
        chat=_("“%(post)s” was approved."),
        letter=letters.approval,
        label=_("My post was approved"),
        to_group=_("A post was approved"),
        text=_("“%(post)s” was approved."),
        icon="check",
        mail="digest",
    )
    register(
        "approval.sent_back",
        chat=_("“%(post)s” was sent back for changes."),
        letter=letters.approval,
        label=_("My post was sent back"),
        to_group=_("A post was sent back"),
        text=_("“%(post)s” was sent back for changes."),
        icon="arrow-back-up",
        mail=True,
    )
    register(
        "approval.rejected",
        chat=_("“%(post)s” was rejected."),
        letter=letters.approval,
        label=_("My post was rejected"),
        to_group=_("A post was rejected"),
        text=_("“%(post)s” was rejected."),
        icon="x",
        mail=True,
    )
    register(
        "approval.expired",
        chat=_("“%(post)s” was not approved before its slot, so it will not go out."),
        letter=letters.approval,
        label=_("My post expired before it was approved"),
        to_group=_("A post expired before it was approved"),
        text=_("“%(post)s” was not approved before its slot, so it will not go out."),
        icon="clock-exclamation",
        mail=True,
    )
    register(
        "freeze.declared",
        urgent=True,
        chat=_("%(by)s stopped publishing (%(where)s): %(reason)s"),
        label=_("Publishing was stopped"),
        text=_("%(by)s stopped publishing (%(where)s): %(reason)s"),
        icon="player-pause",
        mail=True,
        words=_where,
    )
    register(
        "freeze.planned_end",
        label=_("The planned end of my freeze has come"),
        text=_("The planned end of your freeze (%(where)s) has come. It stays on until somebody lifts it."),
        icon="clock-exclamation",
        mail=True,
        words=_where,
    )
    register(
        "freeze.lifted",
        mail="digest",
        chat=_("%(by)s lifted the freeze (%(where)s)."),
        label=_("A freeze was lifted"),
        text=_("%(by)s lifted the freeze (%(where)s). Nothing that was missed is sent by itself."),
        icon="player-play",
        words=_where,
    )
    register(
        "rule.tried",
        label=_("A rule was tried on past posts"),
        text=_("“%(rule)s” was tried on past posts: it finds something in %(hit)s of %(posts)s."),
        icon="flask",
        mail="digest",
    )
    register(
        "rule.not_tried",
        label=_("A rule could not be tried on past posts"),
        text=_("“%(rule)s” could not be tried on past posts. Try it again."),
        icon="x",
        mail="digest",
    )
