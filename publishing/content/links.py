"""Tracked links: one short address per version, leading to the post's link with UTM from the controlled lists.

Analytics tools split figures on spelling, and nothing can be put right afterwards. So values come from lists, small
letters only, and what somebody typed into the address by hand must be on the lists too.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from publishing.channels.counting import links as addresses_in
from publishing.content.models import Campaign, LinkCode, Post, TrackedLink, UtmValue, Version

_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"  # nothing that is read wrongly from paper
_CODE_LENGTH = 8
DEFAULT_MEDIUM = "social"

# What Google Analytics 4 makes of a medium in its default channel group; what is not here ends as “Unassigned”.
_GA4 = (
    (re.compile(r"^(social|social-network|social-media|sm)$"), _("Organic social")),
    (re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$"), _("Paid social")),
    (re.compile(r"^(e-?mail)$"), _("Email")),
    (re.compile(r"^(affiliates?)$"), _("Affiliates")),
    (re.compile(r"^(referral|app|link)$"), _("Referral")),
    (re.compile(r"^(display|banner|expandable|interstitial)$"), _("Display")),
    (re.compile(r"^(.*video.*)$"), _("Organic video")),
    (re.compile(r"^(organic)$"), _("Organic search")),
    (re.compile(r"^(audio)$"), _("Audio")),
    (re.compile(r"^(sms)$"), _("SMS")),
    (re.compile(r"^(.*push|mobile|notification)$"), _("Mobile push notifications")),
)

OFF_LIST = _(
    "“%(value)s” is not on the list for %(name)s. Choose from the list beside the link, or ask for it to be added."
)
NOT_TAKEN = _("%(name)s is set by the system. Take it out of the address.")


def ga4_channel(medium: str) -> Any:
    """The channel Google Analytics 4 files a medium under, or None (“Unassigned”)."""
    return next((name for pattern, name in _GA4 if pattern.match(medium)), None)


@dataclass(frozen=True)
class Lists:
    """The values links may carry now, and campaign slugs."""

    source: frozenset[str]
    medium: frozenset[str]
    content: frozenset[str]
    campaign: frozenset[str]

    @classmethod
    def now(cls) -> "Lists":
        from publishing.channels.registry import NETWORKS

        found: dict[str, set[str]] = {field: set() for field in UtmValue.Field.values}
        for field, value in UtmValue.objects.filter(retired_at__isnull=True).values_list("field", "value"):
            found[field].add(value)
        return cls(
            frozenset(found["utm_source"] | set(NETWORKS)),
            frozenset(found["utm_medium"] | {DEFAULT_MEDIUM}),
            frozenset(found["utm_content"]),
            frozenset(Campaign.objects.values_list("slug", flat=True)),
        )

    def holds(self, name: str, value: str) -> bool:
        return value in getattr(self, name.removeprefix("utm_"))


_KNOWN = {"utm_source", "utm_medium", "utm_campaign", "utm_content"}


def check_utm(address: str, lists: Lists) -> list[ValidationError]:
    """What is wrong with UTM typed into an address by hand."""
    wrong = []
    for name, value in parse_qsl(urlsplit(address).query, keep_blank_values=True):
        key = name.lower()
        if not key.startswith("utm_"):
            continue
        if key not in _KNOWN or key != name:
            wrong.append(ValidationError(NOT_TAKEN, code="utm", params={"name": name[:40]}))
        elif not lists.holds(key, value):
            wrong.append(ValidationError(OFF_LIST, code="utm", params={"value": value[:60], "name": name}))
    return wrong


def typed_utm(address: str) -> tuple[str, dict[str, str]]:
    """An address without its UTM, and the UTM that was in it."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    taken = {name: value for name, value in pairs if name in _KNOWN}
    if not taken:
        return address, {}
    rest = urlencode([(name, value) for name, value in pairs if name not in _KNOWN])
    return urlunsplit(parts._replace(query=rest)), taken


def wrong_in_text(text: str, lists: Lists) -> list[ValidationError]:
    """Problems of addresses with UTM inside a text."""
    return [error for _s, _e, address in addresses_in(text) for error in check_utm(address, lists)]


def path(code: str) -> str:
    """What makes a short link this one, wherever the installation lives."""
    return f"/l/{code}"


def short(code: str) -> str:
    """The public address of a code."""
    return f"{settings.BASE_URL}{path(code)}"


def target(link: TrackedLink) -> str:
    """Where a tracked link leads: its address with UTM; `utm_id` is the code, so an order finds its post."""
    parts = urlsplit(link.url)
    utm = [
        ("utm_source", link.utm_source),
        ("utm_medium", link.utm_medium),
        ("utm_campaign", link.utm_campaign),
        ("utm_content", link.utm_content),
        ("utm_id", link.code),
    ]
    added = urlencode([(name, value) for name, value in utm if value])
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def new_code(org_id: UUID) -> str:
    """A free short code, reserved for the organisation."""
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        try:
            with transaction.atomic():
                LinkCode.objects.create(code=code, org_id=org_id)
        except IntegrityError:
            continue
        return code


def sync(post: Post, versions: Iterable[Version]) -> None:
    """Brings the tracked links of these versions up to the post's link, campaign and UTM.

    Links of versions that are out must not be passed: where a published link leads is history.
    """
    versions = list(versions)
    known = {link.version_id: link for link in TrackedLink.objects.filter(version__in=versions)}
    campaign = post.campaign.slug if post.campaign else ""
    for version in versions:
        link = known.get(version.pk)
        if not post.link_url:
            if link is not None:
                # The short address may already be known to somebody, so it stays and is only let go of.
                TrackedLink.objects.filter(pk=link.pk).update(version=None)
            continue
        wanted = {
            "url": post.link_url,
            "campaign_id": post.campaign_id,
            "brand_id": post.brand_id,
            "utm_source": version.channel.network,
            "utm_medium": post.utm_medium or DEFAULT_MEDIUM,
            "utm_campaign": campaign,
            "utm_content": post.utm_content,
        }
        if link is None:
            TrackedLink.objects.create(org_id=post.org_id, version=version, code=new_code(post.org_id), **wanted)
        elif any(getattr(link, name) != value for name, value in wanted.items()):
            TrackedLink.objects.filter(pk=link.pk).update(**wanted)
