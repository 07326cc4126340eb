"""Writing and checking the hash chain.

An entry's hash is SHA-256 over the previous entry's hash and the canonical JSON of its own columns, so altering,
deleting, inserting or reordering any entry breaks every hash after it. The canonical form is documented in
docs/audit.md, because outsiders verify exports with nothing else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from coe.audit.models import Entry

if TYPE_CHECKING:
    from coe.access.actor import Actor

GENESIS = "0" * 64


@dataclass(frozen=True)
class Fact:
    """What one act did to one subject."""

    act: str
    subject_type: str
    subject_id: str
    subject_label: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str = ""
    detail: str = ""
    brand: UUID | None = None
    by: "Actor | None" = None
    """Who did it, where that is not whoever the rest was done by."""


def stamp(moment: datetime) -> str:
    """A moment as the chain writes it: UTC, six digits of microseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(columns: dict[str, Any]) -> bytes:
    return json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(previous: str, columns: dict[str, Any]) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + canonical(columns)).hexdigest()


def columns_of(entry: Entry) -> dict[str, Any]:
    """The hashed columns of an entry, as an export shows them.

    `brand` stands only where there is one: entries written before brands were recorded keep their hash, and setting,
    changing or clearing it breaks the hash like any other column.
    """
    columns = {
        "org": str(entry.org_id),
        "seq": entry.seq,
        "at": stamp(entry.at),
        "actor_kind": entry.actor_kind,
        "actor_id": entry.actor_id,
        "actor_label": entry.actor_label,
        "act": entry.act,
        "detail": entry.detail,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "subject_label": entry.subject_label,
        "reason": entry.reason,
        "request_id": entry.request_id,
        "before": entry.before,
        "after": entry.after,
    }
    return columns | ({"brand": str(entry.brand)} if entry.brand else {})


def append(actor: "Actor", facts: Iterable[Fact], *, at: datetime | None = None) -> list[Entry]:
    """Adds facts to the organisation's chain, in the caller's transaction.

    The advisory lock makes writers of one organisation queue up until the one before has committed: a chain has
    one end. It is taken last, just before commit, so it is held briefly.
    """
    facts = list(facts)
    if not facts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit:{actor.org_id}"])
    last = Entry.objects.filter(org_id=actor.org_id).order_by("-seq").values_list("seq", "hash").first()
    seq, previous = last or (0, GENESIS)
    entries = []
    for fact in facts:
        seq += 1
        who = fact.by or actor
        entry = Entry(
            org_id=actor.org_id,
            seq=seq,
            at=at or timezone.now(),
            actor_kind=who.kind,
            actor_id=str(who.member_id or ""),
            actor_label=who.label[:120],
            request_id=who.request_id,
            previous=previous,
            # Through JSON once, so that what is hashed is what Postgres gives back.
            **told(fact),
        )
        entry.hash = previous = digest(previous, columns_of(entry))
        entries.append(entry)
    return Entry.objects.bulk_create(entries)


def told(fact: Fact) -> dict[str, Any]:
    """Its columns as Postgres gives them back; who did it stands in columns of its own."""
    columns = asdict(replace(fact, by=None))
    del columns["by"]
    through: dict[str, Any] = json.loads(json.dumps(columns, cls=DjangoJSONEncoder))
    return through


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    seq: int
    what: str
    """altered, missing, inserted or reordered."""


def check(org_id: UUID) -> tuple[int, Break | None]:
    """Walks the chain of an organisation (inside its context): how many entries, and the first break if any."""
    return walk((columns_of(entry), entry.previous, entry.hash) for entry in _entries(org_id))


def _entries(org_id: UUID) -> Iterator[Entry]:
    return Entry.objects.filter(org_id=org_id).order_by("seq").iterator(chunk_size=2000)


def walk(rows: Iterable[tuple[dict[str, Any], str, str]]) -> tuple[int, Break | None]:
    """Checks (columns, previous, hash) triples in order of their sequence."""
    count, previous = 0, GENESIS
    for columns, said_previous, said_hash in rows:
        count += 1
        seq = columns["seq"]
        if seq != count:
            return count, Break(min(seq, count), "missing" if seq > count else "inserted")
        if digest(said_previous, columns) != said_hash:
            return count, Break(seq, "altered")
        if said_previous != previous:
            return count, Break(seq, "reordered")
        previous = said_hash
    return count, None


def hash_at(seq: int) -> str | None:
    return Entry.objects.filter(seq=seq).values_list("hash", flat=True).first()


def end(org_id: UUID) -> str:
    """`seq:hash` of the last entry: write it down outside, and a cut-off end is noticed."""
    last = Entry.objects.filter(org_id=org_id).order_by("-seq").values_list("seq", "hash").first()
    return f"{last[0]}:{last[1]}" if last else f"0:{GENESIS}"
