"""“Is there news for me?”, asked by every visible page every few seconds and answered without the database.

A page carries a ticket: who looks, in which organisation, signed, and bound to the session it was given to. Redis
holds a version per member that changes with every notice written or read. Same version: 204, from Redis alone. Another
version: the count and the newest notices, from the database, once.

It stands before the session, so asking never counts as being there; and the ticket dies with the session.
docs/adr/0009 says why this and not a stream.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PATH = "/-/pulse"
SALT = "coe.notices.pulse"
LIVES = 12 * 3600
"""Seconds it is known without the database that a session was ended."""
RENEW = LIVES // 2
"""Older tickets are looked at in the database, however old: a page that slept over a weekend gets a new one with its
next answer, while its session stands."""
TOLD = 3
"""Notices that are spoken of; more are only counted."""
LATE = timedelta(seconds=30)
"""A notice is written before it commits; so much later its page may still hear of it."""


def _version_key(member: object) -> str:
    return f"pulse:{member}"


def _out_key(session: str) -> str:
    return f"pulse-out:{session}"


def _short(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:24]


def version(member: object) -> str:
    """The member's version as it stands; "0" when nothing happened for a day."""
    return str(cache.get(_version_key(member), "0"))


def changed(*members: object) -> None:
    """Called in the transaction that changes notices; pages hear of it once that committed."""
    said = [_version_key(member) for member in members]
    if said:
        transaction.on_commit(lambda: _write(said), robust=True)


def _write(keys: list[str]) -> None:
    now = str(time.time_ns() // 1000)
    cache.set_many(dict.fromkeys(keys, now), 24 * 3600)


def signed_out(session_key: str) -> None:
    """The session ended: its tickets are worth nothing from now on."""
    cache.set(_out_key(_short(session_key)), 1, LIVES)


@dataclass(frozen=True)
class Ticket:
    org: UUID
    member: UUID
    session: str
    language: str
    at: int

    def sealed(self) -> str:
        said = [self.org.hex, self.member.hex, self.session, self.language, self.at]
        return signing.dumps(said, salt=SALT)

    @classmethod
    def read(cls, given: str) -> "Ticket | None":
        try:
            org, member, session, language, at = signing.loads(given[:600], salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(UUID(org), UUID(member), session, language, at)


def ticket(request: Any) -> str:
    """For the page of a signed-in member; empty for anybody else."""
    member, key = getattr(request, "member", None), request.session.session_key
    if member is None or not key:
        return ""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return Ticket(member.org_id, member.pk, _short(key), language, int(time.time())).sealed()


class Pulse:
    """Answers PATH, first of all middleware: no session, no log line, no transaction unless there is news.

    204 nothing new · 200 {version, unread, label, news, ticket?} · 401 this browser is not signed in any more ·
    410 that is no ticket of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self.get_response(request)
        response = self._answer(request) if request.method == "GET" else HttpResponse(status=405)
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Length"] = str(len(response.content))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        known = Ticket.read(request.GET.get("t", ""))
        if known is None:
            return HttpResponse(status=410)
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not session or _short(session) != known.session:
            return HttpResponse(status=401)
        version_key, out_key = _version_key(known.member), _out_key(known.session)
        try:
            held = cache.get_many([version_key, out_key])
        except Exception:  # Redis rests, whatever its client calls that: pages ask again, less often.
            return HttpResponse(status=503)
        if out_key in held:
            return HttpResponse(status=401)
        now, seen = str(held.get(version_key, "0")), request.GET.get("v", "")
        renew = time.time() - known.at > RENEW
        if now == seen and not renew:
            return HttpResponse(status=204)
        found = _news(known, session, since=_moment(seen))
        if found is None:
            return HttpResponse(status=401)
        if renew:
            found["ticket"] = Ticket(known.org, known.member, known.session, known.language, int(time.time())).sealed()
        return JsonResponse({"version": now, **found})


def _moment(seen: str) -> datetime:
    """What the page's version says of when it last heard; half a minute more, for what was being written then."""
    now = timezone.now()
    try:
        heard = datetime.fromtimestamp(int(seen[:17]) / 1_000_000, tz=UTC) if seen not in ("", "0") else now
    except (ValueError, OverflowError, OSError):
        heard = now
    return max(heard, now - timedelta(minutes=10)) - LATE


_NEWS = """
SELECT org.slug, org.factor_for <> %(nobody)s OR org.session_hours > 0 OR org.idle_minutes > 0,
    count(notice.id) OVER (), notice.id, notice.kind, notice.params, notice.created_at
FROM tenancy_member member
JOIN tenancy_organisation org ON org.id = member.org_id
JOIN accounts_user person ON person.id = member.user_id AND person.is_active
JOIN django_session session ON session.session_key = %(session)s AND session.expire_date > %(now)s
LEFT JOIN notices_notice notice
    ON notice.org_id = member.org_id AND notice.member_id = member.id AND notice.shown AND notice.read_at IS NULL
WHERE member.id = %(member)s AND member.left_at IS NULL
ORDER BY notice.created_at DESC LIMIT %(told)s
"""


def _news(known: Ticket, session: str, *, since: datetime) -> dict[str, Any] | None:
    """The count and the newest unread notices, for somebody who is still signed in, still a member, and not turned away
    by how the organisation has its members sign in.

    One question, in SQL by hand: when everybody is told at once, every open tab asks it within seconds.
    """
    from coe.notices.kinds import sentence
    from coe.tenancy.context import inside
    from coe.tenancy.models import FactorFor
    from coe.web.links import to

    asked: dict[str, Any] = {
        "session": session, "now": timezone.now(), "member": known.member, "told": TOLD,
        "nobody": FactorFor.NOBODY.value,
    }  # fmt: skip
    with inside(known.org), connection.cursor() as cursor:
        cursor.execute(_NEWS, asked)
        rows = cursor.fetchall()
        if not rows or (rows[0][1] and _turned_away(known.member, session)):
            return None
    org, _strict, unread, *_newest = rows[0]
    with translation.override(known.language):
        news = [
            {"id": str(pk), "text": sentence(kind, json.loads(params)), "url": to(org, "notice", pk)}
            for _org, _strict, _unread, pk, kind, params, at in rows
            if unread and at > since
        ]
        return {"unread": unread, "label": label(unread), "news": news}


def _turned_away(member_id: UUID, session: str) -> bool:
    from django.contrib.sessions.models import Session

    from coe.access.doors import shut
    from coe.access.rights import rights_of
    from coe.tenancy.models import Member

    member = Member.objects.select_related("org", "user").get(pk=member_id)
    return shut(member, rights_of(member), Session.objects.get(session_key=session).get_decoded())


def label(unread: int) -> str:
    """What the bell is called."""
    if not unread:
        return _("Notices")
    return ngettext("Notices: %(count)d unread", "Notices: %(count)d unread", unread) % {"count": unread}
