"""A group that does not take messages: it is marked, and whoever can mend it is told what is missing."""

from uuid import UUID

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.selectors import holders
from coe.chats.formats import Outcome
from coe.chats.models import Chat, ChatLine
from coe.chats.states import Standing, State
from coe.notices.api import tell
from coe.states import move


def in_trouble(org_id: UUID, chat_id: UUID, outcome: Outcome) -> None:
    _mark(Actor.task(org_id, "chats", Act.SYSTEM_NOTIFY), chat_id=chat_id, outcome=outcome)


@action(Act.SYSTEM_NOTIFY)
def _mark(do: Doing, *, chat_id: UUID, outcome: Outcome) -> None:
    do.require()
    chat = Chat.objects.select_for_update(of=("self",)).get(pk=chat_id)
    if chat.state != Standing.ENABLED:
        do.nothing()
        return
    move(chat, Standing.TROUBLE, problem=outcome.problem, detail=outcome.detail)
    ChatLine.objects.filter(chat=chat, state=State.WAITING).update(state=State.FAILED, problem=outcome.problem)
    do.record(
        chat, before={"state": Standing.ENABLED}, after={"state": Standing.TROUBLE, "problem": outcome.problem},
        detail="chat in trouble",
    )  # fmt: skip
    tell(
        do, [member.pk for member in holders(Act.WEBHOOK_MANAGE)], "chat.trouble", subject_type="chats.chat",
        subject_id=chat.pk, url_name="chat", url_args=(chat.pk,), name=chat.name, code=outcome.problem,
    )  # fmt: skip
