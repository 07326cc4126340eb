"""Writes that may be sent twice and happen once.

The key is kept in the transaction of its effect, with the answer: after a lost answer, the same request with the same
key brings the same answer and no second effect. Only what took effect is kept; a refusal changed nothing, and is
judged anew.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from coe.api.models import ApiToken, IdempotencyKey
from coe.api.problems import Problem
from coe.tenancy.context import inside
from coe.tenancy.secrets import Unreadable, seal, unseal

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)
"""How long a write that calls another server may be under way; longer than any such call may take."""


@dataclass(frozen=True)
class Kept:
    """An answer as it was given: {status, data, headers}."""

    status: int
    data: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Intent:
    """One write that a caller wants to happen once."""

    token: ApiToken
    key: str
    request: str
    digest: str


def intent(token: ApiToken, header: str | None, *, method: str, path: str, body: bytes) -> Intent:
    """From the header Idempotency-Key. Raises Problem."""
    key = (header or "").strip()
    if not (0 < len(key) <= 120 and key.isascii() and key.isprintable()):
        raise Problem("idempotency-key")
    return Intent(token, key, f"{method} {path}"[:400], hashlib.sha256(body).hexdigest())


def body_of_parts(fields: Any, files: Any) -> bytes:
    """Multipart bodies by what they say: their boundaries are made anew with every try."""
    said: list[Any] = [[name, fields.getlist(name)] for name in sorted(fields)]
    for name in sorted(files):
        for file in files.getlist(name):
            said.append([name, file.name, hashlib.sha256(file.read()).hexdigest()])
            file.seek(0)
    return json.dumps(said).encode()


def begin(wanted: Intent) -> Kept | None:
    """Inside the transaction of the effect: the answer that was given already, or None to go ahead.

    Raises Problem when the same key is under way, or was used for another request.
    """
    name = f"idempotency:{wanted.token.pk}:{wanted.key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise Problem("in-progress", headers={"Retry-After": "1"})
    row = IdempotencyKey.objects.filter(token=wanted.token, key=wanted.key).first()
    if row is None:
        return None
    if row.made_at < timezone.now() - KEPT:
        IdempotencyKey.objects.filter(pk=row.pk).delete()
        return None
    if (row.request, row.body_digest) != (wanted.request, wanted.digest):
        raise Problem("key-reused")
    if not row.status:
        if row.made_at < timezone.now() - LEASE:
            # Whoever did it is gone; how far it came, the network's own key or the next reading tells.
            IdempotencyKey.objects.filter(pk=row.pk).delete()
            return None
        raise Problem("in-progress", headers={"Retry-After": "2"})
    return _opened(row)


def _opened(row: IdempotencyKey) -> Kept:
    try:
        said = unseal(row.answer, org=row.org_id, row=row.pk, column="answer")
    except Unreadable:
        raise Problem("key-reused") from None
    return Kept(row.status, said["data"], {**said["headers"], "Idempotency-Replayed": "true"})


def keep(wanted: Intent, kept: Kept) -> None:
    """In the same transaction as the effect."""
    row = IdempotencyKey(
        org_id=wanted.token.org_id, token=wanted.token, key=wanted.key, request=wanted.request,
        body_digest=wanted.digest, status=kept.status,
    )  # fmt: skip
    plain = json.loads(json.dumps({"data": kept.data, "headers": kept.headers}, cls=DjangoJSONEncoder))
    row.answer = seal(plain, org=row.org_id, row=row.pk, column="answer")
    row.save(force_insert=True)


def claim(wanted: Intent) -> Kept | None:
    """For a write that calls other servers, in a transaction of its own: the answer, or None after claiming the key."""
    with inside(wanted.token.org_id):
        known = begin(wanted)
        if known is None:
            IdempotencyKey.objects.create(
                org_id=wanted.token.org_id, token=wanted.token, key=wanted.key, request=wanted.request,
                body_digest=wanted.digest,
            )  # fmt: skip
        return known


def let_go(wanted: Intent, kept: Kept | None) -> None:
    """After a claimed write: keeps its answer, or forgets the claim because nothing happened."""
    with inside(wanted.token.org_id):
        IdempotencyKey.objects.filter(token=wanted.token, key=wanted.key, status=0).delete()
        if kept:
            keep(wanted, kept)
