"""Group chats' tasks."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.chats import engine
from coe.chats.models import ChatLine
from coe.chats.recording import LINE
from coe.chats.states import State
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation

KEPT = timedelta(days=30)


@global_task(Queue.MAINTENANCE, reason="finds groups with due lines in the thin due table")
def wake() -> None:
    for org_id, chat in LINE.turns():
        LINE.nudge(org_id, chat)


@org_task(Queue.HOOKS, own_transaction=True)
def send_next(*, org_id: str, chat: str) -> None:
    """One message; when more is due the group queues up again, behind the others."""
    LINE.looked(chat)
    if engine.send_next(UUID(org_id), UUID(chat)):
        LINE.nudge(org_id, chat, again=True)


@global_task(Queue.MAINTENANCE, reason="walks every organisation once a day, to forget old lines")
def forget() -> None:
    for org_id in Organisation.objects.values_list("pk", flat=True):
        with inside(org_id):
            ChatLine.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(
                state__in=[State.WAITING, State.SENDING]
            ).delete()
