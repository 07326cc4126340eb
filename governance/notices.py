"""The notices this package sends."""

from django.utils.translation import gettext_lazy as _

from coe.notices.api import register


def register_all() -> None:
    register(
        "approval.waiting", label=_("A post waits for my decision"),
        text=_("“%(post)s” waits for your decision, step “%(step)s”."), icon="hourglass", mail=True,
    )  # fmt: skip
    register(
        "approval.reminder", label=_("Half of the time to decide is over"),
        text=_("“%(post)s” still waits for your decision; half of the time for “%(step)s” is over."),
        icon="clock-exclamation", mail=True,
    )  # fmt: skip
    register(
        "approval.late", label=_("A decision is overdue"),
        text=_("“%(post)s” was not decided in time, step “%(step)s”."), icon="alert-triangle", mail=True,
    )  # fmt: skip
    register(
        "approval.stuck", label=_("Nobody can decide a step"),
        text=_("“%(post)s” waits at step “%(step)s”, and nobody is left who may decide it."),
        icon="alert-triangle", mail=True,
    )  # fmt: skip
    register(
        "approval.dropped", label=_("My answer did not count"),
        text=_("Your answer on “%(post)s” did not count: the post or its approval changed before it took effect."),
        icon="help-circle",
    )  # fmt: skip
    register(
        "approval.comment", label=_("A comment on my post"),
        text=_("%(by)s commented on “%(post)s”."), icon="message-circle",
    )  # fmt: skip
    register("approval.approved", label=_("My post was approved"), text=_("“%(post)s” was approved."), icon="check")
    register(
        "approval.sent_back", label=_("My post was sent back"), text=_("“%(post)s” was sent back for changes."),
        icon="arrow-back-up", mail=True,
    )  # fmt: skip
    register(
        "approval.rejected",
        label=_("My post was rejected"),
        text=_("“%(post)s” was rejected."),
        icon="x",
        mail=True,
    )
    register(
        "approval.expired", label=_("My post expired before it was approved"),
        text=_("“%(post)s” was not approved before its slot, so it will not go out."), icon="clock-exclamation",
        mail=True,
    )  # fmt: skip
    register(
        "freeze.declared", label=_("Publishing was stopped"),
        text=_("%(by)s stopped publishing (%(where)s): %(reason)s"), icon="player-pause", mail=True,
    )  # fmt: skip
    register(
        "freeze.planned_end", label=_("The planned end of my freeze has come"),
        text=_("The planned end of your freeze (%(where)s) has come. It stays on until somebody lifts it."),
        icon="clock-exclamation", mail=True,
    )  # fmt: skip
    register(
        "freeze.lifted", label=_("A freeze was lifted"),
        text=_("%(by)s lifted the freeze (%(where)s). Nothing that was missed is sent by itself."),
        icon="player-play",
    )  # fmt: skip
