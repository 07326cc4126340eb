"""Does a visit to a public page count? Decided without keeping who came.

To tell the same visitor again on the same day, a hash salted with a secret of that day lies in the cache until the
day is over; with the secret gone it can never be joined to a person or to another day.
"""

import hashlib
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from coe.tenancy.models import Member, Organisation
from coe.web.client_address import client_address

log = logging.getLogger(__name__)

# Programs that say who they are. Browsers all say Mozilla; who sends no name at all is a program.
_BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|unfurl|facebookexternalhit|embed|whatsapp|telegram|slack|discord|"
    r"mastodon|bluesky|pleroma|misskey|cardyb|curl|wget|python|httpx|aiohttp|go-http|java/|okhttp|axios|node|ruby|"
    r"perl|libwww|headless|lighthouse|monitor|uptime|pingdom|validator|scan|fetch|feed|rss|archive",
    re.IGNORECASE,
)
_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")


@dataclass(frozen=True)
class Coming:
    """`why` is empty when the visit counts; else head, prefetch, bot, member or repeat."""

    why: str
    first: str = ""
    """Of a repeat: what its visitor's first visit of the day left."""


def why_not(request: HttpRequest, organisation: Organisation, subject: UUID) -> str:
    """Empty when the visit counts; else head, prefetch, bot, member or repeat."""
    return coming(request, organisation, subject).why


def coming(request: HttpRequest, organisation: Organisation, subject: UUID, *, leave: str = "1") -> Coming:
    """Judges a visit. One that counts leaves a word for the same visitor's next visits of the day."""
    if why := _no_reader(request, organisation):
        return Coming(why)
    first = _seen_today(request, organisation, subject, leave)
    return Coming("repeat", first) if first else Coming("")


def _no_reader(request: HttpRequest, organisation: Organisation) -> str:
    if request.method != "GET":
        return "head"
    purpose = " ".join(request.headers.get(name, "").lower() for name in _AHEAD)
    if "prefetch" in purpose or "preview" in purpose or "prerender" in purpose:
        return "prefetch"
    agent = request.headers.get("User-Agent", "")
    if not agent.startswith(("Mozilla/", "Opera/")) or _BOTS.search(agent):
        return "bot"
    return "member" if _is_member(request, organisation) else ""


def _is_member(request: HttpRequest, organisation: Organisation) -> bool:
    """Asked only when the browser sends a session; reading it neither saves nor sets anything."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return False
    return Member.objects.filter(org=organisation, user_id=request.user.pk, left_at__isnull=True).exists()


def _seen_today(request: HttpRequest, organisation: Organisation, subject: UUID, leave: str) -> str:
    """What the visitor's first visit of the day left; empty when this one is the first, or nobody can tell."""
    now = timezone.now().astimezone(ZoneInfo(organisation.zone))
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    rest = max(1, int(midnight.timestamp() - now.timestamp()))
    try:
        salt = cache.get_or_set(f"visit-salt:{now.date()}", lambda: secrets.token_hex(16), 26 * 3600)
        agent = request.headers.get("User-Agent", "")
        who = "\n".join((str(salt), client_address(request), agent, str(subject)))
        mark = hashlib.sha256(who.encode(errors="replace")).hexdigest()
        return "" if cache.add(f"visit:{mark}", leave, rest) else str(cache.get(f"visit:{mark}", leave))
    except Exception:  # Whatever a cache raises when it is away: the reader is served, and counted.
        log.exception("visit cache is away")
        return ""
