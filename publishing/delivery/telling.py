"""Notices about deliveries: who hears of what."""

from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coe.access.api import Act, Doing, Place, holders
from coe.notices.api import register, tell
from coe.web.networks import with_network
from publishing.channels.registry import NETWORKS
from publishing.delivery.models import Delivery
from publishing.delivery.words import why

# Who can do something about it, beside the author.
_HANDS = {
    "delivery.unknown": Act.DELIVERY_RESOLVE,
    "delivery.ask": Act.DELIVERY_RESOLVE,
    "delivery.refused": Act.DELIVERY_RETRY,
    "delivery.expired": Act.POST_SCHEDULE,
    "delivery.held": Act.POST_SCHEDULE,
    "delivery.embargoed": Act.POST_SCHEDULE,
    "delivery.rights_ended": Act.POST_SCHEDULE,
    "delivery.late": Act.DELIVERY_RETRY,
}


def tell_of(do: Doing, delivery: Delivery, kind: str, code: str) -> None:
    """Tells the author and those who can act; `delivery` has its version, post and channel loaded."""
    post, channel = delivery.version.post, delivery.channel
    place = Place(brand=channel.brand_id, market=channel.market_id, channel=channel.pk)
    people = {member.pk for member in holders(_HANDS[kind], place)} | {post.author_id}
    unknown = kind in ("delivery.unknown", "delivery.ask")
    tell(
        do,
        people,
        kind,
        subject_type="publishing.delivery",
        subject_id=delivery.pk,
        url_name="delivery_unknown" if unknown else "delivery",
        url_args=(delivery.pk,),
        brand=channel.brand_id,
        post=str(post)[:80],
        channel=str(channel),
        network=channel.network,
        code=code,
        slot=delivery.slot.astimezone(UTC).isoformat(timespec="minutes"),
    )


def channel_in_words(params: dict[str, Any]) -> dict[str, Any]:
    """The channel with its network in the reader's language. Notices from before that was done hold the name of it."""
    network = next((key for key, one in NETWORKS.items() if one.name == params["network"]), params["network"])
    return {"channel": with_network(params["channel"], network)}


def _with_reason(params: dict[str, Any]) -> dict[str, Any]:
    return {**channel_in_words(params), "reason": why(params["code"]).short}


def register_kinds() -> None:
    """Called once, when the application is ready."""
    register(
        "delivery.refused",
        label=_("A post was refused"),
        text=_("“%(post)s” was not published on %(channel)s: %(reason)s"),
        chat=_("“%(post)s” was not published on %(channel)s: %(reason)s"),
        icon="x",
        mail=True,
        words=_with_reason,
    )
    register(
        "delivery.unknown",
        label=_("It is not known whether a post was published"),
        text=_("“%(post)s” was sent to %(channel)s, and no answer came. It is being looked up."),
        chat=_("“%(post)s” was sent to %(channel)s, and no answer came. It is being looked up."),
        urgent=True,
        icon="help-circle",
        mail=True,
        words=channel_in_words,
    )
    register(
        "delivery.ask",
        label=_("A person must look whether a post was published"),
        text=_("Look whether “%(post)s” is on %(channel)s, and say so: it could not be looked up."),
        chat=_("Look whether “%(post)s” is on %(channel)s, and say so: it could not be looked up."),
        urgent=True,
        icon="help-circle",
        mail=True,
        words=channel_in_words,
    )
    register(
        "delivery.expired",
        label=_("A post missed its slot"),
        text=_("“%(post)s” missed its slot on %(channel)s and was not published."),
        chat=_("“%(post)s” missed its slot on %(channel)s and was not published."),
        icon="clock-exclamation",
        mail=True,
        words=channel_in_words,
    )
    register(
        "delivery.held",
        label=_("A post is held by a freeze"),
        text=_("“%(post)s” was due on %(channel)s and is held by a freeze."),
        chat=_("“%(post)s” was due on %(channel)s and is held by a freeze."),
        mail="digest",
        icon="player-pause",
        words=channel_in_words,
    )
    register(
        "delivery.review",
        label=_("A freeze was lifted and posts missed their slot"),
        text=ngettext_lazy(
            "A freeze was lifted. %(count)d post missed its slot and waits for your decision.",
            "A freeze was lifted. %(count)d posts missed their slot and wait for your decision.",
            "count",
        ),
        icon="player-pause",
        mail=True,
    )
    register(
        "delivery.embargoed",
        label=_("A post is held by an embargo"),
        text=_("“%(post)s” was due on %(channel)s, and an embargo covers its day. It was not sent."),
        chat=_("“%(post)s” was due on %(channel)s, and an embargo covers its day. It was not sent."),
        icon="lock",
        mail=True,
        words=channel_in_words,
    )
    register(
        "delivery.rights_ended",
        label=_("A post is held because a picture’s rights ended"),
        text=_("“%(post)s” was due on %(channel)s and not sent: the rights to a picture have ended."),
        chat=_("“%(post)s” was due on %(channel)s and not sent: the rights to a picture have ended."),
        icon="lock",
        mail=True,
        words=channel_in_words,
    )
    register(
        "delivery.embargo_over",
        label=_("An embargo was ended and posts missed their slot"),
        text=ngettext_lazy(
            "An embargo was ended. %(count)d post missed its slot and waits for your decision.",
            "An embargo was ended. %(count)d posts missed their slot and wait for your decision.",
            "count",
        ),
        icon="lock",
        mail=True,
    )
    register(
        "delivery.late",
        label=_("A post is due and not sent"),
        text=_("“%(post)s” is due on %(channel)s and has not been sent."),
        chat=_("“%(post)s” is due on %(channel)s and has not been sent."),
        urgent=True,
        icon="clock-exclamation",
        mail=True,
        words=channel_in_words,
    )
