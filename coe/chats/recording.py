"""From what members are told to lines for groups."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from coe.chats.models import Chat, ChatLine
from coe.chats.states import Standing
from coe.notices.api import Said
from coe.outbox.lines import Line

LINE = Line("chat", "coe.chats.tasks.send_next", "chat")
SAME = timedelta(minutes=10)
"""One event may tell several circles of people; a group hears of it once."""


def heard(said: Said) -> None:
    """Called by `tell` in its transaction."""
    if not said.kind.chat:
        return
    for_brand = Q(brand__isnull=True) | Q(brand_id=said.brand)
    wants = Chat.objects.filter(for_brand, kinds__contains=[said.kind.code], state=Standing.ENABLED)
    for chat in wants.order_by("pk"):
        same = ChatLine.objects.filter(
            chat=chat, kind=said.kind.code, subject_id=said.subject_id, params=said.params,
            created_at__gt=timezone.now() - SAME,
        )  # fmt: skip
        if same.exists():
            continue
        ChatLine.objects.create(
            org_id=chat.org_id, chat=chat, kind=said.kind.code, subject_id=said.subject_id, params=said.params,
            url=said.url, brand_id=said.brand, not_before=timezone.now(),
        )  # fmt: skip
        LINE.wake(chat.org_id, chat.pk)
