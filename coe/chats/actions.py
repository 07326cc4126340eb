"""What administrators do with group chats."""

from collections.abc import Sequence
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.chats.engine import keys_of
from coe.chats.formats import PROVIDERS, Outcome
from coe.chats.models import Chat, ChatLine
from coe.chats.selectors import group_codes
from coe.chats.states import Standing, State
from coe.states import move
from coe.tenancy.models import Brand
from coe.tenancy.secrets import seal

AT_MOST = 40
FIELDS = ("name", "kinds", "brand_id", "language", "titles_only")


@action(Act.WEBHOOK_MANAGE)
def connect(do: Doing, *, provider: str, url: str, secret: str, wanted: dict[str, Any]) -> Chat:
    """A new group, switched on. Nothing is sent yet: see the test."""
    do.require()
    if Chat.objects.exclude(state=Standing.REMOVED).count() >= AT_MOST:
        raise ValidationError(_("There are %(limit)d group chats already. Remove one first.") % {"limit": AT_MOST})
    chat = Chat(org_id=do.org_id, provider=PROVIDERS[provider].code, created_by_id=do.actor.member_id or _nobody(do))
    _fill(chat, **wanted)
    _seal(chat, url, secret)
    chat.save()
    do.record(chat, after=_facts(chat), detail="chat connected")
    return chat


@action(Act.WEBHOOK_MANAGE)
def change(do: Doing, *, chat_id: UUID, url: str = "", secret: str = "", wanted: dict[str, Any]) -> Chat:
    """Changes what a group is told. An empty address keeps the stored one and its secret; a new one has none yet."""
    do.require()
    chat = _locked(chat_id)
    before = _facts(chat)
    _fill(chat, **wanted)
    if url or secret:
        held = keys_of(chat)
        _seal(chat, url or (held.url if held else ""), secret or ("" if url or not held else held.secret))
    after = _facts(chat)
    if before == after and not (url or secret):
        do.nothing()
        return chat
    chat.save(update_fields=["name", "kinds", "brand", "language", "titles_only", "secret"])
    do.record(
        chat, before=before, after={**after, "keys": "changed"} if url or secret else after, detail="chat changed"
    )
    return chat


@action(Act.WEBHOOK_MANAGE)
def switch(do: Doing, *, chat_id: UUID, to: Standing) -> Chat:
    """Switches a group on or off, or removes it, and its keys with it; what waited is not sent."""
    do.require()
    chat = _locked(chat_id)
    if chat.state == to:
        do.nothing()
        return chat
    _switch(do, chat, to)
    return chat


def remove_all(do: Doing) -> None:
    """Removes every group; for the act that closes the organisation."""
    for chat in Chat.objects.select_for_update(of=("self",)).exclude(state=Standing.REMOVED).order_by("pk"):
        _switch(do, chat, Standing.REMOVED)


def _switch(do: Doing, chat: Chat, to: Standing) -> None:
    before = chat.state
    fresh: dict[str, Any] = {"problem": "", "detail": ""} if to == Standing.ENABLED else {}
    if to == Standing.REMOVED:
        fresh = {"secret": ""}
    move(chat, to, **fresh)
    if to != Standing.ENABLED:
        ChatLine.objects.filter(chat=chat, state=State.WAITING).update(state=State.FAILED)
    do.record(chat, before={"state": before}, after={"state": to}, detail=f"chat {to.value}")


@action(Act.WEBHOOK_MANAGE)
def tested(do: Doing, *, chat_id: UUID, outcome: Outcome) -> Chat:
    """Writes down what a test message met. A group in trouble that takes it is well again."""
    do.require()
    chat = _locked(chat_id)
    do.record(chat, after={"outcome": outcome.problem or outcome.kind}, detail="chat tested")
    if outcome.kind == "taken":
        if chat.state == Standing.TROUBLE:
            move(chat, Standing.ENABLED, problem="", detail="")
    else:
        Chat.objects.filter(pk=chat.pk).update(problem=outcome.problem, detail=outcome.detail)
    return chat


def _nobody(do: Doing) -> NoReturn:
    raise Denied(do.act)


def _locked(chat_id: UUID) -> Chat:
    rows = Chat.objects.select_for_update(of=("self",)).exclude(state=Standing.REMOVED)
    chat = rows.filter(pk=chat_id).first()
    if chat is None:
        raise ValidationError(_("There is no such group chat."))
    return chat


def _fill(chat: Chat, *, name: str, kinds: Sequence[str], brand: UUID | None, language: str, titles_only: bool) -> None:
    wanted = sorted(set(kinds))
    if not wanted or not set(wanted) <= set(group_codes()):
        raise ValidationError({"kinds": _("Choose at least one of the notices listed.")})
    if brand and not Brand.objects.filter(pk=brand).exists():
        raise ValidationError({"brand": _("Choose one of the brands listed.")})
    chat.name, chat.kinds, chat.brand_id = name.strip(), wanted, brand
    chat.language, chat.titles_only = language, titles_only


def _seal(chat: Chat, url: str, secret: str) -> None:
    chat.secret = seal({"url": url, "secret": secret}, org=chat.org_id, row=chat.pk, column="secret")


def _facts(chat: Chat) -> dict[str, Any]:
    return {"provider": chat.provider} | {name: getattr(chat, name) for name in FIELDS}
