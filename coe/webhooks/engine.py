"""Sending one message of one endpoint, from claim to settlement.

    lock the head, write the attempt and the lease   one short transaction
    call the endpoint                                no transaction
    settle by the token                              one short transaction

Unlike a post, a message whose answer was lost is sent again: its webhook-id stays the same, and the receiver knows it
by that.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.utils import timezone

from coe.tenancy.context import inside
from coe.tenancy.secrets import Unreadable, unseal
from coe.web.http import Answer, Failure
from coe.web.outbound import client
from coe.web.redaction import redact, redact_headers
from coe.webhooks import falling, retrying, signing
from coe.webhooks.models import Attempt, Endpoint, Message
from coe.webhooks.recording import LINE
from coe.webhooks.states import Standing, State

TIMEOUT = 15.0
LEASE = timedelta(seconds=60)
ANSWER_READ = 64 * 1024
ANSWER_KEPT = 2000
HEADERS_KEPT = frozenset({"content-type", "retry-after", "date", "server", "location", "x-request-id"})


@dataclass(frozen=True)
class Work:
    org_id: UUID
    endpoint_id: UUID
    message_id: UUID
    attempt_id: UUID
    token: UUID
    url: str
    body: bytes
    secrets: list[str] = field(repr=False)


@dataclass(frozen=True)
class Result:
    """What came of a try. `problem` is empty when the message was taken."""

    problem: str
    status: int | None = None
    detail: str = ""
    wish: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


def send_next(org_id: UUID, endpoint_id: UUID) -> bool:
    """Sends the endpoint's next due message. True when another one is due right away."""
    with inside(org_id):
        work = _take(org_id, endpoint_id)
        if work is None:
            refresh(org_id, endpoint_id)
            return False
    began = time.monotonic()
    result = _call(work)
    took = time.monotonic() - began
    with inside(org_id):
        _settle(work, result, took)
        return refresh(org_id, endpoint_id)


def refresh(org_id: UUID, endpoint_id: UUID) -> bool:
    """Notes when somebody must look at the endpoint next. True when that is now."""
    LINE.hold(org_id, endpoint_id)
    endpoint = Endpoint.objects.filter(pk=endpoint_id, state=Standing.ENABLED).first()
    rows = Message.objects.filter(endpoint_id=endpoint_id)
    found = [
        rows.filter(state=State.WAITING).order_by("not_before").values_list("not_before", flat=True).first(),
        rows.filter(state=State.SENDING).aggregate(last=Max("claimed_until"))["last"],
    ]
    rests = endpoint.rests_until if endpoint else None
    return LINE.note(org_id, endpoint_id, found if endpoint else (), rests_until=rests)


def _take(org_id: UUID, endpoint_id: UUID) -> Work | None:
    endpoint = (
        Endpoint.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(rests_until__isnull=True) | Q(rests_until__lte=Now()), pk=endpoint_id, state=Standing.ENABLED)
        .first()
    )
    if endpoint is None:
        return None
    _return_lost(endpoint)
    if Message.objects.filter(endpoint=endpoint, state=State.SENDING).exists():
        return None  # One at a time: a slow receiver holds one worker, never two.
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(endpoint=endpoint, state=State.WAITING, not_before__lte=Now())
        .order_by("not_before", "created_at")
        .first()
    )
    if message is None:
        return None
    token = uuid4()
    Message.objects.filter(pk=message.pk).update(
        state=State.SENDING, claim_token=token, claimed_until=Now() + LEASE,
        attempt=F("attempt") + 1, tries=F("tries") + 1,
    )  # fmt: skip
    attempt = Attempt.objects.create(org_id=org_id, message=message, number=message.attempt + 1)
    return Work(
        org_id, endpoint_id, message.pk, attempt.pk, token, endpoint.url, message.body.encode(), secrets_of(endpoint)
    )


def _return_lost(endpoint: Endpoint) -> None:
    """A worker died between claim and settlement: the message waits again, with the try on record."""
    lost = Message.objects.filter(endpoint=endpoint, state=State.SENDING, claimed_until__lte=Now())
    for message in lost.select_for_update(skip_locked=True, of=("self",)):
        Attempt.objects.filter(message=message, number=message.attempt, finished_at__isnull=True).update(
            finished_at=Now(), problem="lost"
        )
        Message.objects.filter(pk=message.pk).update(
            state=State.WAITING, claim_token=None, claimed_until=None, not_before=Now()
        )


def secrets_of(endpoint: Endpoint) -> list[str]:
    """The secrets that sign now, newest first; empty when they cannot be opened."""
    columns = ["secret"]
    if endpoint.previous_secret and endpoint.previous_until and endpoint.previous_until > timezone.now():
        columns.append("previous_secret")
    try:
        return [
            unseal(getattr(endpoint, name), org=endpoint.org_id, row=endpoint.pk, column=name)["value"]
            for name in columns
        ]
    except Unreadable:
        return []


def _call(work: Work) -> Result:
    if not work.secrets:
        return Result("secret")
    signed = signing.headers(
        work.secrets, message_id=str(work.message_id), timestamp=int(timezone.now().timestamp()), body=work.body
    )
    answer = client().request(
        "POST", work.url, headers=signed, content=work.body, timeout=TIMEOUT, max_bytes=ANSWER_READ
    )
    return judge(answer)


def judge(answer: Answer | Failure) -> Result:
    """Any 2xx took it. A redirect is refused: what was signed for one address is not carried to another."""
    if isinstance(answer, Failure):
        return Result(answer.kind, detail=answer.detail[:300])
    kept = {name: value[:200] for name, value in answer.headers.items() if name in HEADERS_KEPT}
    said = redact(answer.text[:ANSWER_KEPT]).replace("\x00", "")
    problem = "" if 200 <= answer.status < 300 else "redirect" if 300 <= answer.status < 400 else "status"
    if answer.status == 410:
        problem = "gone"
    wish = answer.headers.get("retry-after", "") if answer.status in (429, 503) else ""
    return Result(problem, answer.status, "", wish, dict(redact_headers(kept)), said)


def _settle(work: Work, result: Result, took: float) -> None:
    """Writes the outcome down. Whoever lost the lease has no say any more."""
    held = Message.objects.filter(pk=work.message_id, claim_token=work.token, state=State.SENDING)
    message = held.first()
    if message is None:
        return
    Attempt.objects.filter(pk=work.attempt_id).update(
        finished_at=timezone.now(), ms=round(took * 1000), status=result.status, problem=result.problem,
        detail=result.detail, headers=result.headers, body=result.body,
    )  # fmt: skip
    free = {"claim_token": None, "claimed_until": None}
    if not result.problem:
        held.update(state=State.DELIVERED, settled_at=timezone.now(), **free)
        falling.answered(work.endpoint_id, took)
        return
    wait = None if result.problem == "gone" else retrying.gap(message.tries, wish=result.wish)
    if wait is None:
        held.update(state=State.FAILED, settled_at=timezone.now(), **free)
    else:
        held.update(state=State.WAITING, not_before=timezone.now() + wait, **free)
    falling.failed(work.org_id, work.endpoint_id, gone=result.problem == "gone")
