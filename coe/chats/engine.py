"""Sending what waits for one group as one message, from claim to settlement, at the pace its provider allows.

Claimed and committed, then sent outside any transaction, then settled by the token. When it is not known whether the
message arrived it is not sent again: a group that reads a thing twice stops reading, and every member has the notice.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import F, Max, Min, Q
from django.db.models.functions import Now
from django.utils import timezone

from coe.chats import falling
from coe.chats.formats import AT_ONCE, PROVIDERS, TAKEN, Outcome, Saying, fits, read_answer
from coe.chats.models import Chat, ChatLine
from coe.chats.recording import LINE
from coe.chats.saying import lines_of, open_word, saying
from coe.chats.states import Standing, State
from coe.tenancy.context import inside
from coe.tenancy.secrets import Unreadable, unseal
from coe.web.http import Failure
from coe.web.outbound import client
from coe.web.redaction import redact

TIMEOUT = 10.0
LEASE = timedelta(seconds=60)
TRIES = 8


@dataclass(frozen=True)
class Keys:
    url: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Work:
    chat_id: UUID
    provider: str
    keys: Keys | None
    saying: Saying
    token: UUID
    ids: list[UUID]


def send_next(org_id: UUID, chat_id: UUID) -> bool:
    """Sends what waits, as one message. True when more may go right away."""
    with inside(org_id):
        work = _take(chat_id)
        if work is None:
            refresh(org_id, chat_id)
            return False
    outcome = call(work.provider, work.keys, work.saying)
    with inside(org_id):
        _settle(org_id, work, outcome)
        return refresh(org_id, chat_id)


def keys_of(chat: Chat) -> Keys | None:
    try:
        said = unseal(chat.secret, org=chat.org_id, row=chat.pk, column="secret")
    except Unreadable:
        return None
    return Keys(said["url"], said.get("secret", ""))


def call(provider_code: str, keys: Keys | None, said: Saying) -> Outcome:
    """One message to a provider. `lost` and friends come as problems of a refusal that is not one: see `_settle`."""
    if keys is None:
        return Outcome("refused", "secret")
    provider = PROVIDERS[provider_code]
    wire = provider.build(keys.url, keys.secret, said, time.time())
    answer = client().request("POST", wire.url, json=wire.json, timeout=TIMEOUT, max_bytes=64 * 1024)
    if isinstance(answer, Failure):
        if answer.kind == "never_sent":
            return Outcome("again", "never_sent", after=30)
        return Outcome("refused", "blocked" if answer.kind == "forbidden" else answer.kind)
    outcome = read_answer(provider, answer.status, dict(answer.headers), answer.json(), answer.text[:300])
    return outcome if outcome is TAKEN else Outcome(
        outcome.kind, outcome.problem, outcome.after, redact(outcome.detail).replace("\x00", "")
    )  # fmt: skip


UNKNOWN = frozenset({"answer_lost", "too_large"})


def _take(chat_id: UUID) -> Work | None:
    chat = (
        Chat.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("org")
        .filter(Q(rests_until__isnull=True) | Q(rests_until__lte=Now()), pk=chat_id, state=Standing.ENABLED)
        .first()
    )
    if chat is None:
        return None
    lost = ChatLine.objects.filter(chat=chat, state=State.SENDING, claimed_until__lte=Now())
    lost.update(state=State.UNKNOWN, problem="answer_lost", settled_at=Now())
    if ChatLine.objects.filter(chat=chat, state=State.SENDING).exists():
        return None
    rows = list(
        ChatLine.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("brand")
        .filter(chat=chat, state=State.WAITING, not_before__lte=Now())
        .order_by("created_at", "pk")[:AT_ONCE]
    )
    if not rows:
        return None
    provider = PROVIDERS[chat.provider]
    rows = rows[: fits(provider, lines_of(chat, rows), open_word(chat))]
    token, ids = uuid4(), [row.pk for row in rows]
    ChatLine.objects.filter(pk__in=ids).update(
        state=State.SENDING, claim_token=token, claimed_until=Now() + LEASE, tries=F("tries") + 1
    )
    # The gap counts from the claim, so that a worker that dies cannot make the next one hurry.
    Chat.objects.filter(pk=chat.pk).update(rests_until=Now() + timedelta(seconds=provider.gap))
    return Work(chat.pk, chat.provider, keys_of(chat), saying(chat, lines_of(chat, rows)), token, ids)


def _settle(org_id: UUID, work: Work, outcome: Outcome) -> None:
    held = ChatLine.objects.filter(pk__in=work.ids, claim_token=work.token, state=State.SENDING)
    now, free = timezone.now(), {"claim_token": None, "claimed_until": None, "problem": outcome.problem}
    if outcome.kind == "taken":
        held.update(state=State.SENT, settled_at=now, **free)
    elif outcome.kind == "again":
        held.filter(tries__gte=TRIES).update(
            state=State.FAILED, settled_at=now, claim_token=None, claimed_until=None, problem="tired"
        )
        wait = timedelta(seconds=outcome.after)
        held.update(state=State.WAITING, not_before=now + wait, **free)
        Chat.objects.filter(pk=work.chat_id).update(rests_until=now + wait)
    elif outcome.problem in UNKNOWN:
        held.update(state=State.UNKNOWN, settled_at=now, **free)
    else:
        held.update(state=State.FAILED, settled_at=now, **free)
        falling.in_trouble(org_id, work.chat_id, outcome)


def refresh(org_id: UUID, chat_id: UUID) -> bool:
    """Notes when somebody must look at the group next. True when that is now."""
    LINE.hold(org_id, chat_id)
    chat = Chat.objects.filter(pk=chat_id, state=Standing.ENABLED).first()
    rows = ChatLine.objects.filter(chat_id=chat_id)
    found = [
        rows.filter(state=State.WAITING).aggregate(at=Min("not_before"))["at"],
        rows.filter(state=State.SENDING).aggregate(at=Max("claimed_until"))["at"],
    ]
    return LINE.note(org_id, chat_id, found if chat else (), rests_until=chat.rests_until if chat else None)
