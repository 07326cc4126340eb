"""Does a visit count? And keeping that it happened, without keeping who it was.

Nothing about a visitor is stored. To tell the same visitor again on the same day, a hash salted with a secret of
that day lies in the cache until the day ends; with the secret gone it can never be joined to a person or to
another day.
"""

import hashlib
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from coe.tenancy.models import Member, Organisation
from publishing import api as publishing
from reporting.links.models import Click

log = logging.getLogger(__name__)

# Programs that say who they are: crawlers, link previews of messengers, monitors, libraries. Browsers all say
# Mozilla; who sends no name at all is a program.
_BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|unfurl|facebookexternalhit|embed|whatsapp|telegram|slack|discord|"
    r"mastodon|bluesky|pleroma|misskey|cardyb|curl|wget|python|httpx|aiohttp|go-http|java/|okhttp|axios|node|ruby|"
    r"perl|libwww|headless|lighthouse|monitor|uptime|pingdom|validator|scan|fetch|feed|rss|archive",
    re.IGNORECASE,
)
_PREFETCH = ("sec-purpose", "purpose", "x-purpose", "x-moz")


@dataclass(frozen=True)
class Visit:
    """Where a short address leads this time."""

    click_id: UUID
    url: str
    counted: bool


def record(request: HttpRequest, org_id: UUID, code: str) -> Visit | None:
    """Keeps one visit through a short address, counted or with the reason why not. None: no such link here.

    Runs inside the organisation's context.
    """
    found = publishing.link_target(code)
    if found is None:
        return None
    link_id, brand_id, url = found
    why = _why_not(request, org_id, link_id)
    click = Click.objects.create(
        org_id=org_id, link_id=link_id, brand_id=brand_id, at=timezone.now(), counted=not why, why=why
    )
    return Visit(click.pk, url, not why)


def _why_not(request: HttpRequest, org_id: UUID, link_id: UUID) -> str:
    """Empty when the visit counts; else head, prefetch, bot, member or repeat."""
    if request.method == "HEAD":
        return "head"
    if any("prefetch" in request.headers.get(name, "").lower() for name in _PREFETCH) or any(
        "preview" in request.headers.get(name, "").lower() for name in _PREFETCH
    ):
        return "prefetch"
    agent = request.headers.get("User-Agent", "")
    if not agent.startswith(("Mozilla/", "Opera/")) or _BOTS.search(agent):
        return "bot"
    if _is_member(request, org_id):
        return "member"
    return "repeat" if _seen_today(request, org_id, link_id) else ""


def _is_member(request: HttpRequest, org_id: UUID) -> bool:
    user = request.user
    return user.is_authenticated and Member.objects.filter(org_id=org_id, user_id=user.pk).exists()


def _seen_today(request: HttpRequest, org_id: UUID, link_id: UUID) -> bool:
    zone = Organisation.objects.values_list("zone", flat=True).get(pk=org_id)
    now = timezone.now().astimezone(ZoneInfo(zone))
    try:
        salt = cache.get_or_set(f"click-salt:{org_id}:{now.date()}", lambda: secrets.token_hex(16), 26 * 3600)
        who = "\n".join(
            (
                str(salt),
                request.META.get("REMOTE_ADDR", ""),
                request.headers.get("X-Forwarded-For", "")[:200],
                request.headers.get("User-Agent", ""),
                str(link_id),
            )
        )
        mark = hashlib.sha256(who.encode(errors="replace")).hexdigest()
        return not cache.add(f"click:{mark}", 1, _rest_of_day(now))
    except Exception:  # Whatever a cache raises when it is away: a reader is led on, and counted.
        log.exception("click cache is away")
        return False


def _rest_of_day(now: datetime) -> int:
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    return max(1, int(midnight.timestamp() - now.timestamp()))
