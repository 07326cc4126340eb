"""What this package tells other programs."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.webhooks.api import News, declare
from publishing.connections.models import Channel
from publishing.content.models import Post
from publishing.delivery.models import Delivery

POST = {"post_id": "the post"}
DELIVERY = {
    "delivery_id": "the delivery",
    "post_id": "the post",
    "version_id": "the version that was to be sent",
    "channel_id": "the channel",
    "network": "the network, such as `bluesky`",
}
OUTCOMES = {
    "sent": _("A post was published on a channel."),
    "refused": _("A network refused a post."),
    "unknown": _("It is not known whether a post was published."),
    "expired": _("A post missed its slot."),
    "held": _("A post is held by a freeze, an embargo, or the end of a picture’s rights."),
}


def _post(payload: dict[str, Any]) -> News | None:
    row = Post.objects.filter(pk=payload["post"]).only("pk", "brand_id").first()
    if row is None:
        return None
    return News({"post_id": str(row.pk)}, brand=row.brand_id, page=("post", row.pk), api=f"posts/{row.pk}")


def _delivery(outcome: str) -> Callable[[dict[str, Any]], News | None]:
    def news(payload: dict[str, Any]) -> News | None:
        if payload["outcome"] != outcome:
            return None
        row = Delivery.objects.filter(pk=payload["delivery"]).select_related("version", "channel").first()
        if row is None:
            return None
        data = {
            "delivery_id": str(row.pk), "post_id": str(row.version.post_id), "version_id": str(row.version_id),
            "channel_id": str(row.channel_id), "network": row.channel.network,
        }  # fmt: skip
        return News(data, brand=row.channel.brand_id, page=("delivery", row.pk), api=f"deliveries/{row.pk}")

    return news


def _channel(payload: dict[str, Any]) -> News | None:
    row = Channel.objects.filter(pk=payload["channel"]).first()
    if row is None:
        return None
    data = {"channel_id": str(row.pk), "network": row.network}
    return News(data, brand=row.brand_id, page=("channel", row.pk), api=f"channels/{row.pk}")


def declare_all() -> None:
    declare("post.submitted", topic="post.submitted", about=_("A post was sent for approval."), fields=POST, news=_post)
    declare("post.withdrawn", topic="post.withdrawn", about=_("A post was withdrawn."), fields=POST, news=_post)
    for outcome, about in OUTCOMES.items():
        declare(f"delivery.{outcome}", topic="delivery.settled", about=about, fields=DELIVERY, news=_delivery(outcome))
    declare(
        "channel.connected", topic="channel.connected", about=_("A channel was connected."),
        fields={"channel_id": "the channel", "network": "the network, such as `bluesky`"}, news=_channel,
    )  # fmt: skip
