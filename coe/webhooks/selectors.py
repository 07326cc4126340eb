"""Reading endpoints and their log, ready for the pages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.tenancy.models import Brand
from coe.web.sorting import local_choices
from coe.webhooks.catalogue import types
from coe.webhooks.models import Attempt, Endpoint, Message
from coe.webhooks.retrying import PAUSE_AFTER
from coe.webhooks.states import Standing, State
from coe.webhooks.words import problem

PAGE = 50
LOOKS: dict[Any, tuple[str, str]] = {
    Standing.ENABLED: ("ok", "circle-check"),
    Standing.DISABLED: ("idle", "player-pause"),
    Standing.PAUSED: ("stop", "alert-triangle"),
    State.WAITING: ("wait", "hourglass"),
    State.SENDING: ("wait", "send"),
    State.DELIVERED: ("ok", "circle-check"),
    State.FAILED: ("stop", "x"),
    State.HELD: ("idle", "player-pause"),
}


def endpoints() -> list[Endpoint]:
    """Those not removed, by name, with `.day` (messages of 24 h), `.open` (failed or held) and `.last`. One query."""
    rows = Endpoint.objects.exclude(state=Standing.REMOVED).select_related("brand")
    counted = Message.objects.filter(endpoint=OuterRef("pk")).order_by().values("endpoint")
    found: list[Any] = list(
        rows.annotate(
            day=Subquery(
                counted.filter(created_at__gte=timezone.now() - timedelta(days=1)).annotate(n=Count("pk")).values("n")
            ),
            open=Subquery(counted.filter(state__in=[State.FAILED, State.HELD]).annotate(n=Count("pk")).values("n")),
            last=Subquery(counted.filter(state=State.DELIVERED).annotate(at=Max("settled_at")).values("at")),
        )
    )
    for row in found:
        look(row)
    return found


def look(row: Any) -> Any:
    """Adds `.kind` and `.icon` of its state."""
    row.kind, row.icon = LOOKS[row.state]
    return row


def endpoint_or_404(endpoint_id: UUID) -> Endpoint:
    row = Endpoint.objects.exclude(state=Standing.REMOVED).select_related("brand").filter(pk=endpoint_id).first()
    if row is None:
        raise Http404
    row.pauses_at = row.failing_since + PAUSE_AFTER if row.failing_since else None  # type: ignore[attr-defined]
    look(row)
    return row


def log(endpoint: Endpoint, *, state: str, type_: str, page: str | None) -> Page[Any]:
    """One page of an endpoint's messages, newest first, with `.status` and `.problem` of the last try."""
    rows = messages(endpoint, state=state, type_=type_)
    last = Attempt.objects.filter(message=OuterRef("pk")).order_by("-number")
    rows = rows.annotate(status=Subquery(last.values("status")[:1]), problem=Subquery(last.values("problem")[:1]))
    shown: Page[Any] = Paginator(rows.order_by("-created_at", "-pk"), PAGE).get_page(page)
    for row in shown.object_list:
        look(row)
        row.said = problem(row.problem) if row.problem else ""
    return shown


def messages(endpoint: Endpoint, *, state: str, type_: str) -> QuerySet[Message]:
    rows = Message.objects.filter(endpoint=endpoint)
    if state in State.values:
        rows = rows.filter(state=state)
    return rows.filter(type=type_) if type_ else rows


def open_count(endpoint: Endpoint) -> int:
    return Message.objects.filter(endpoint=endpoint, state__in=[State.FAILED, State.HELD]).count()


def message_or_404(endpoint: Endpoint, message_id: UUID) -> Message:
    row = Message.objects.filter(endpoint=endpoint, pk=message_id).first()
    if row is None:
        raise Http404
    look(row)
    return row


@dataclass(frozen=True)
class Try:
    attempt: Attempt
    said: Any


def tries(message: Message) -> list[Try]:
    """Its attempts, newest first."""
    rows = Attempt.objects.filter(message=message).order_by(F("number").desc())[:50]
    return [Try(row, problem(row.problem) if row.finished_at else "") for row in rows]


def type_choices() -> list[tuple[str, Any]]:
    return [(type_.code, type_.about) for type_ in types()]


def about(code: str) -> str:
    """What an event says happened, as a label; its code for one that is no longer told."""
    return next((str(said).rstrip(".。") for one, said in type_choices() if one == code), code)


def type_labels() -> list[tuple[str, str]]:
    """(code, what happened and the code) as a choice says it, which is no sentence."""
    said = _("%(about)s (%(code)s)")
    return [(code, said % {"about": str(about).rstrip(".。"), "code": code}) for code, about in type_choices()]


def brand_choices() -> list[tuple[str, str]]:
    return local_choices(Brand.objects.all())
