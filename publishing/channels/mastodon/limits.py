"""What a Mastodon server takes. Each server sets its own limits; these are what one starts with."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from publishing.channels.abilities import Abilities

# Servers known to keep Idempotency-Key (for one hour). Others accept the header and ignore it.
HONOURS_KEY = frozenset({"mastodon", "hometown", "glitch"})
# The server's hour, minus clocks that differ and a request on its way.
KEY_HOLDS_SECONDS = 55 * 60
FACTS_LAST_SECONDS = 24 * 3600

ABILITIES = Abilities(
    name="Mastodon",
    counting="mastodon",
    max_length=500,
    max_bytes=None,
    max_images=4,
    image_mimes=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
    max_image_bytes=10 * 1024 * 1024,
    alt_required=True,
    max_alt=1500,
    link_as="text",
    link_weight=23,
    idempotent=True,
    can_reconcile=True,
    metrics=("likes", "reposts", "replies", "quotes"),
    channel_metrics=("followers", "posts"),
    hears=True,
)

# Field of a status or account → our metric.
POST_FIGURES = {
    "favourites_count": "likes",
    "reblogs_count": "reposts",
    "replies_count": "replies",
    "quotes_count": "quotes",
}
ACCOUNT_FIGURES = {"followers_count": "followers", "statuses_count": "posts"}


def abilities_from(facts: Mapping[str, Any]) -> Abilities:
    """Limits out of the `server` part of a session (see `limits_in`)."""
    limits = facts.get("limits")
    if not isinstance(limits, Mapping):
        return ABILITIES
    mimes = frozenset(limits.get("image_mimes") or ()) & ABILITIES.image_mimes
    return replace(
        ABILITIES,
        max_length=limits.get("max_length") or ABILITIES.max_length,
        max_images=limits.get("max_images") or ABILITIES.max_images,
        link_weight=limits.get("link_weight") or ABILITIES.link_weight,
        max_image_bytes=limits.get("max_image_bytes") or ABILITIES.max_image_bytes,
        max_alt=limits.get("max_alt") or ABILITIES.max_alt,
        image_mimes=mimes or ABILITIES.image_mimes,
        idempotent=bool(facts.get("honours_key")),
    )


def limits_in(instance: Mapping[str, Any]) -> dict[str, Any]:
    """The limits in an answer of /api/v2/instance, or of its elder /api/v1/instance. JSON-ready."""
    configuration = _part(instance, "configuration")
    statuses, media = _part(configuration, "statuses"), _part(configuration, "media_attachments")
    mimes = media.get("supported_mime_types")
    return {
        # Pleroma and its kin say it at the top.
        "max_length": _number(statuses.get("max_characters")) or _number(instance.get("max_toot_chars")),
        "max_images": _number(statuses.get("max_media_attachments")),
        "link_weight": _number(statuses.get("characters_reserved_per_url")),
        "max_image_bytes": _number(media.get("image_size_limit")),
        "max_alt": _number(media.get("description_limit")),
        "image_mimes": sorted(str(mime) for mime in mimes) if isinstance(mimes, list) else None,
    }


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, Mapping) else {}


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
