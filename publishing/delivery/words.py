"""Codes in words: what happened, and what to do about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coe.web.templatetags.coe import day_short
from publishing.channels.base import Code
from publishing.delivery.codes import Why


@dataclass(frozen=True)
class Reason:
    """`short` ends a sentence or stands alone; `fix` says what a person can do. `retry`: trying again may help."""

    short: Any
    fix: Any
    retry: bool = True


_REASONS: dict[str, Reason] = {
    Code.RECONNECT: Reason(
        _("The login no longer works."), _("Reconnect the channel, then send again.")
    ),
    Code.SCOPE: Reason(
        _("The login may not publish."),
        _("Reconnect the channel with a login that may publish, then send again."),
    ),
    Code.TOO_LONG: Reason(
        _("The text is too long for the network."), _("Shorten it and send it for approval again."), retry=False
    ),
    Code.MEDIA: Reason(
        _("The network did not take a picture."), _("Send again, or change the picture."),
    ),
    Code.FORBIDDEN: Reason(
        _("The network does not allow this channel to publish."), _("Look at the channel on the network.")
    ),
    Code.NOT_FOUND: Reason(
        _("The network does not know this channel any more."), _("Look at the channel on the network.")
    ),
    Code.DUPLICATE: Reason(
        _("The network already has another post in its place."), _("Look at the channel on the network.")
    ),
    Code.NETWORK_RULE: Reason(
        _("It is against a rule of the network."), _("Change the post and send it for approval again."), retry=False
    ),
    Code.INVALID: Reason(
        _("The network could not read the post."), _("Read what the network said, below.")
    ),
    Why.CONTENT_CHANGED: Reason(
        _("What would be sent is not what was approved."), _("Send the post for approval again."), retry=False
    ),
    Why.NOT_APPROVED: Reason(
        _("No approval stands for it."), _("Send the post for approval."), retry=False
    ),
    Why.RULE: Reason(
        _("A rule stops it."), _("Change the post and send it for approval again."), retry=False
    ),
    Why.FREEZE: Reason(
        _("A freeze stopped it at its slot."), _("Give it a new slot when the freeze is lifted, or withdraw it."),
        retry=False,
    ),
    Why.EMBARGO: Reason(
        _("An embargo covers its day."), _("Give it a slot on another day, or withdraw it."), retry=False
    ),
    Why.RIGHTS: Reason(
        _("The rights to a picture have ended."),
        _("Change the picture, or write in the library until when its rights were extended and give it a new slot."),
        retry=False,
    ),
    Why.DISCONNECTED: Reason(
        _("The channel was not connected."), _("Connect the channel, then send again.")
    ),
    Why.MISSED: Reason(
        _("Its slot passed."), _("Send again now, or choose a new slot.")
    ),
    Why.NO_TIME: Reason(
        _("The network asked to wait until after the slot."), _("Send again now, or choose a new slot.")
    ),
    Why.LOST: Reason(
        _("The network’s answer was lost."), _("It is being looked up. Nothing is sent twice.")
    ),
    Why.INTERRUPTED: Reason(
        _("Sending was interrupted."), _("It is being looked up. Nothing is sent twice.")
    ),
    Why.ASK: Reason(
        _("It could not be looked up for certain."), _("Look at the channel and say what is there.")
    ),
    Why.WAITS: Reason(
        _("The network asked to try again later."), _("It is tried again by itself.")
    ),
    Why.FAULT: Reason(
        _("An error in this program kept it back."), _("It is tried again by itself until its slot has passed.")
    ),
    Why.PERSON: Reason(_("A person settled it."), ""),
}  # fmt: skip
_OTHER = Reason(_("The network said no."), _("Read what the network said, below."))


def held_over(code: str, detail: str) -> str:
    """What it is about that holds a delivery, in the reader's language: an embargo's title, or a picture and a day."""
    if code == Why.EMBARGO:
        return detail
    if code != Why.RIGHTS:
        return ""
    name, _space, day = detail.rpartition(" ")
    last = day_short(date.fromisoformat(day))
    return gettext("%(picture)s, until %(day)s") % {"picture": name, "day": last}


def why(code: str) -> Reason:
    """What a code means. Unknown codes have words too."""
    return _REASONS.get(code, _OTHER) if code else Reason("", "")
