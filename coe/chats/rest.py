"""Group chats, by program. Their addresses and secrets go in and never come out."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.acts import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.shapes import Id, Instant, Line, Named, Ref, Shape, Yes
from coe.chats import actions, engine, selectors
from coe.chats.formats import PROVIDERS
from coe.chats.forms import ChatForm
from coe.chats.saying import test_saying
from coe.chats.states import Standing, State
from coe.chats.words import problem
from coe.tenancy.context import inside
from coe.web.joining import flowing

TAG = "chats"
LANGUAGES = ["en", "zh-hans"]


class ChatOut(serializers.Serializer[Any]):
    id = Id()
    provider = serializers.ChoiceField(choices=list(PROVIDERS))
    name = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())
    brand = Ref(allow_null=True, help_text="null: every brand, and what belongs to none.")
    language = serializers.ChoiceField(choices=LANGUAGES)
    titles_only = serializers.BooleanField()
    state = serializers.ChoiceField(choices=Standing.choices)
    problem = serializers.CharField(help_text="A code; empty while all is well.")
    detail = serializers.CharField(help_text="What the service said.")
    created_at = Instant()


class ChatIn(Shape):
    """`secret`: Feishu and DingTalk only, when the bot asks for signatures."""

    name = Line(80)
    url = Line(500)
    secret = Line(200, required=False, allow_blank=True, default="")
    kinds = serializers.ListField(child=Line(40), allow_empty=False, max_length=100)
    brand_id = Id(required=False, allow_null=True, default=None)
    language = serializers.ChoiceField(choices=LANGUAGES)
    titles_only = Yes(required=False, default=False)


class ChatNew(ChatIn):
    provider = serializers.ChoiceField(choices=list(PROVIDERS))


class ChatChange(ChatIn):
    """Without `url` and `secret` the stored ones are kept."""

    url = Line(500, required=False, allow_blank=True, default="")


class SwitchChatIn(Shape):
    to = serializers.ChoiceField(choices=[Standing.ENABLED, Standing.DISABLED, Standing.REMOVED])


class ChatLineOut(serializers.Serializer[Any]):
    id = Id()
    kind = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    problem = serializers.CharField()
    created_at = Instant()
    settled_at = Instant(allow_null=True)


class ChatTested(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    code = serializers.CharField(help_text="Why not; empty when the message is in the group.")
    detail = serializers.CharField()
    chat = ChatOut()


@read("chats_list", Act.WEBHOOK_MANAGE, tag=TAG, gives=ChatOut, paged=True)
def chats(call: Call) -> Page:
    """List the group chats that are not removed."""
    return listed(call.window, selectors.chats(), key=lambda row: str(row.pk))


@read("chats_kinds", Act.WEBHOOK_MANAGE, tag=TAG, gives=Named, paged=True)
def kinds(call: Call) -> Page:
    """List the kinds of notices that a group can be told."""
    rows = [{"code": code, "label": label} for group in selectors.group_kinds().values() for code, label in group]
    return listed(call.window, rows, key=lambda row: row["code"])


@read("chats_get", Act.WEBHOOK_MANAGE, tag=TAG, gives=ChatOut)
def chat(call: Call, chat_id: UUID) -> Any:
    """Read one group chat."""
    return selectors.chat_or_404(chat_id)


@write("chats_create", Act.WEBHOOK_MANAGE, tag=TAG, takes=ChatNew, gives=ChatOut, status=201)
def connect(call: Call) -> Any:
    """Connect a group, switched on. Nothing is sent yet: see the test."""
    return actions.connect(call.actor, provider=call.data["provider"], **_judged(call))


@write("chats_update", Act.WEBHOOK_MANAGE, tag=TAG, takes=ChatChange, gives=ChatOut, method="PUT")
def change(call: Call, chat_id: UUID) -> Any:
    """Say what a group is told."""
    row = selectors.chat_or_404(chat_id)
    return actions.change(call.actor, chat_id=chat_id, **_judged(call, row))


def _judged(call: Call, row: Any = None) -> dict[str, Any]:
    given = plain(call.data)
    said = cleaned(ChatForm({**given, "brand": given.pop("brand_id")}, row=row), brand="brand_id")
    wanted = {name: said[name] for name in ("name", "kinds", "language", "titles_only")}
    return {"url": said["url"], "secret": said["secret"], "wanted": {**wanted, "brand": call.data["brand_id"]}}


@write("chats_switch", Act.WEBHOOK_MANAGE, tag=TAG, takes=SwitchChatIn, gives=ChatOut)
def switch(call: Call, chat_id: UUID) -> Any:
    """Switch a group on or off, or remove it for good; what waited is not sent."""
    selectors.chat_or_404(chat_id)
    return actions.switch(call.actor, chat_id=chat_id, to=Standing(call.data["to"]))


@write("chats_test", Act.WEBHOOK_MANAGE, tag=TAG, gives=ChatTested, own_transaction=True)
def test(call: Call, chat_id: UUID) -> dict[str, Any]:
    """Write a test message into the group, and say what came of it."""
    with inside(call.org.pk, user=call.member.user_id):
        row = selectors.chat_or_404(chat_id)
        keys, said = engine.keys_of(row), test_saying(row)
    outcome = engine.call(row.provider, keys, said)
    with inside(call.org.pk, user=call.member.user_id):
        actions.tested(call.actor, chat_id=chat_id, outcome=outcome)
        detail = flowing((problem(outcome.problem), outcome.detail))
        ok = outcome.kind == "taken"
        return {"ok": ok, "code": outcome.problem, "detail": detail, "chat": selectors.chat_or_404(chat_id)}


@read("chats_lines", Act.WEBHOOK_MANAGE, tag=TAG, gives=ChatLineOut, paged=True)
def lines(call: Call, chat_id: UUID) -> Page:
    """List what a group was told, newest first."""
    rows = selectors.lines(selectors.chat_or_404(chat_id))
    return keyset(call.window, rows, "-created_at", "-pk", shown=selectors.said)
