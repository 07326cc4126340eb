"""Reading group chats, ready for the pages."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from coe.chats.formats import PROVIDERS
from coe.chats.models import Chat, ChatLine
from coe.chats.states import Standing, State
from coe.chats.words import problem
from coe.notices.kinds import group_label, kinds, sentence
from coe.tenancy.models import Brand
from coe.web.sorting import local_choices

PAGE = 50
LOOKS: dict[Any, tuple[str, str]] = {
    Standing.ENABLED: ("ok", "circle-check"),
    Standing.DISABLED: ("idle", "player-pause"),
    Standing.TROUBLE: ("stop", "alert-triangle"),
    State.WAITING: ("wait", "hourglass"),
    State.SENDING: ("wait", "send"),
    State.SENT: ("ok", "circle-check"),
    State.FAILED: ("stop", "x"),
    State.UNKNOWN: ("doubt", "help-circle"),
}


def _look(row: Any) -> Any:
    row.look, row.icon = LOOKS[row.state]
    row.said = problem(row.problem) if row.problem else ""
    return row


def chats() -> list[Chat]:
    """Those not removed, by name, with `.day`: lines of the last 24 h."""
    lines = ChatLine.objects.filter(chat=OuterRef("pk"), created_at__gte=timezone.now() - timedelta(days=1))
    counted = lines.order_by().values("chat").annotate(n=Count("pk")).values("n")
    rows = Chat.objects.exclude(state=Standing.REMOVED).select_related("brand").annotate(day=Subquery(counted))
    return [_look(row) for row in rows]


def chat_or_404(chat_id: UUID) -> Chat:
    row = Chat.objects.exclude(state=Standing.REMOVED).select_related("brand", "org").filter(pk=chat_id).first()
    if row is None:
        raise Http404
    _look(row)
    return row


def log(chat: Chat, *, page: str | None) -> Page[Any]:
    """One page of what a group was told, newest first, with `.text`."""
    shown: Page[Any] = Paginator(lines(chat).order_by("-created_at", "-pk"), PAGE).get_page(page)
    said(shown.object_list)
    return shown


def lines(chat: Chat) -> QuerySet[ChatLine]:
    return ChatLine.objects.filter(chat=chat)


def said(rows: Any) -> Any:
    for row in rows:
        _look(row)
        row.text = sentence(row.kind, row.params)
    return rows


def group_kinds() -> dict[str, list[tuple[str, str]]]:
    """Group of notices → (code, label) of the kinds that a group chat can be told."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds():
        if kind.chat:
            found.setdefault(group_label(kind.code), []).append((kind.code, kind.group_title))
    return found


def group_codes() -> list[str]:
    return [kind.code for kind in kinds() if kind.chat]


def told(chat: Chat) -> list[str]:
    """Which kinds of notices a group is told, in words."""
    return [kind.group_title for kind in kinds() if kind.code in chat.kinds]


def provider_choices() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in PROVIDERS.values()]


def brand_choices() -> list[tuple[str, str]]:
    return local_choices(Brand.objects.all())
