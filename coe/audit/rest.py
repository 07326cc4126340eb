"""The trail: reading, checking and taking it out."""

from dataclasses import asdict
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework import serializers

from coe.access.acts import Act
from coe.api.operations import Call, ask, read
from coe.api.paging import Page, keyset
from coe.api.shapes import Id, Instant, Line, Nothing, Shape
from coe.audit import health, selectors
from coe.audit.actions import note_export
from coe.audit.views import streamed_jsonl
from coe.audit.words import sentence


class EntryOut(serializers.Serializer[Any]):
    id = Id()
    seq = serializers.IntegerField()
    at = Instant()
    actor_kind = serializers.CharField()
    actor_id = serializers.CharField()
    actor_label = serializers.CharField()
    act = serializers.CharField()
    detail = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    subject_label = serializers.CharField()
    reason = serializers.CharField()
    request_id = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()
    previous = serializers.CharField()
    hash = serializers.CharField()
    sentence = serializers.SerializerMethodField(help_text="In the reader’s language.")

    def get_sentence(self, entry: Any) -> str:
        return sentence(entry)


class AuditFilters(Shape):
    actor = Line(40, required=False, help_text="A member’s id, or member, task, public.")
    act = Line(30, required=False, help_text="An act such as post.approve, or a group such as post.")
    q = Line(100, required=False, help_text="Part of the subject’s name, or its id.")
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False, help_text="With that day, in the organisation’s zone.")


def _wanted(call: Call) -> selectors.Wanted:
    given = call.query
    return selectors.Wanted(
        actor=given.get("actor", ""), act=given.get("act", ""), subject=given.get("q", ""),
        since=given.get("since"), until=given.get("until"),
    )  # fmt: skip


@read("audit_list", Act.AUDIT_SEE, tag="audit", gives=EntryOut, filters=AuditFilters, paged=True)
def entries(call: Call) -> Page:
    """List entries, newest first."""
    rows = selectors.entries(_wanted(call), zone=call.org.zone, seen=selectors.readable(call.rights))
    return keyset(call.window, rows, "-seq")


@read("audit_export", Act.AUDIT_EXPORT, tag="audit", filters=AuditFilters, own_transaction=True,
      streams="application/x-ndjson")  # fmt: skip
def export(call: Call) -> Any:
    """Stream entries with their hashes, oldest first, one JSON object a line.

    What `docs/verify_audit.py` checks offline. The export itself is audited.
    """
    wanted = _wanted(call)
    note_export(call.actor, form="jsonl", filters={key: str(value) for key, value in asdict(wanted).items() if value})
    response = StreamingHttpResponse(streamed_jsonl(call.org, wanted), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="audit-{call.org.slug}.jsonl"'
    return response


class BreakOut(serializers.Serializer[Any]):
    seq = serializers.IntegerField()
    what = serializers.CharField(help_text="altered, missing, inserted or reordered")


class HealthOut(serializers.Serializer[Any]):
    entries = serializers.IntegerField()
    broken = BreakOut(allow_null=True)
    checked_at = Instant(allow_null=True, help_text="null: never yet.")


@read("audit_status", Act.AUDIT_SEE, tag="audit", gives=HealthOut)
def status(call: Call) -> Any:
    """Read whether the chain held when it was last checked."""
    return health.last() or {"entries": 0, "broken": None, "checked_at": None}


@ask("audit_check", Act.AUDIT_SEE, tag="audit", takes=Nothing, gives=HealthOut)
def check(call: Call) -> Any:
    """Walk the whole chain now; for who reads the whole of it."""
    call.actor.require(Act.AUDIT_SEE)
    return health.walk(call.org.pk)
