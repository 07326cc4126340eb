"""Approvals: my queue, reading a request, deciding by its digest."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.problems import Problem
from coe.api.shapes import Id, Instant, Ref, Shape, Text
from governance.approvals import actions, selectors
from governance.approvals.deciding import ContentChanged, findings_of
from governance.approvals.forms import DecideForm
from governance.approvals.page import why_not
from governance.approvals.story import told

REASONS = [value for value, _label in DecideForm.base_fields["reason"].choices if value]  # type: ignore[attr-defined]
KINDS = [value for value, _label in DecideForm.base_fields["kind"].choices]  # type: ignore[attr-defined]


class QueueRow(serializers.Serializer[Any]):
    id = Id()
    label = serializers.CharField(source="words")  # type: ignore[assignment]
    brand = Ref()
    state = serializers.CharField()
    digest = serializers.CharField()
    step = serializers.IntegerField()
    step_name = serializers.CharField()
    decide_by = Instant()
    opened_at = Instant()
    slot = Instant()
    findings = serializers.IntegerField()
    needs_reason = serializers.BooleanField(help_text="A rule lets it pass only with the approver’s reason.")


class QueueFilters(Shape):
    view = serializers.ChoiceField(
        choices=["decide", "back", "decided"], default="decide",
        help_text="decide: what waits for the member. back: what was sent back. decided: what became of the rest.",
    )  # fmt: skip
    brand = Id(required=False)


class DecisionOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    member = Ref()
    at = Instant()
    reason = serializers.CharField()
    comment = serializers.CharField()


class StepOut(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    name = serializers.CharField()
    mode = serializers.CharField()
    needed = serializers.IntegerField()
    state = serializers.CharField(help_text="done, current or todo")
    opened_at = Instant(allow_null=True)
    due_at = Instant(allow_null=True)
    done_at = Instant(allow_null=True)
    approvers = Ref(many=True)
    decisions = DecisionOut(many=True)


class CommentOut(serializers.Serializer[Any]):
    id = Id()
    member = Ref()
    text = serializers.CharField()
    at = Instant()


class RequestFinding(serializers.Serializer[Any]):
    rule_id = Id()
    rule = serializers.CharField(source="rule_name")
    rule_version = serializers.IntegerField()
    severity = serializers.CharField()
    field = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    words = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField()
    suggestion = serializers.CharField()


class RequestOut(serializers.Serializer[Any]):
    """`digest` and `step` are what a decision binds to."""

    id = Id()
    subject_type = serializers.CharField()
    subject_id = Id()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.CharField()
    state_label = serializers.CharField()
    brand = Ref()
    digest = serializers.CharField()
    workflow = serializers.CharField()
    step = serializers.IntegerField()
    submitted_by = Ref()
    submitted_at = Instant()
    slot = Instant()
    decide_by = Instant()
    closed_at = Instant(allow_null=True)
    steps = StepOut(many=True)
    comments = CommentOut(many=True)
    findings = RequestFinding(many=True)
    may_decide = serializers.BooleanField()
    why_not = serializers.CharField(help_text="Why the member cannot decide now; empty when they can.")


class DecideIn(Shape):
    kind = serializers.ChoiceField(choices=KINDS)
    digest = serializers.RegexField(r"^[0-9a-f]{64}\Z", help_text="The one that was looked at.")
    step = serializers.IntegerField(min_value=1, max_value=100, help_text="The one that was looked at.")
    reason = serializers.ChoiceField(choices=REASONS, required=False, allow_blank=True, default="",
                                     help_text="For changes and reject.")  # fmt: skip
    comment = Text(2000, required=False, allow_blank=True, default="")


class CommentIn(Shape):
    text = Text(2000)


def _shown(call: Call, request_id: UUID) -> Any:
    found = selectors.request_or_404(request_id, call.rights, call.member)
    view = told(found)
    reason = why_not(found, call.member, call.rights)
    said = {name: getattr(view, name) for name in view.__dataclass_fields__}
    return {
        **said, "state_label": view.state_label, "findings": findings_of(found), "may_decide": not reason,
        "why_not": reason,
    }  # fmt: skip


@read("approvals_list", Act.POST_SEE, tag="approvals", gives=QueueRow, filters=QueueFilters, paged=True)
def queue(call: Call) -> Page:
    """List approval requests that concern the member; what waits comes by time left."""
    orders = {"decide": ("decide_by", "pk"), "back": ("-closed_at", "pk"), "decided": ("-submitted_at", "pk")}
    view = call.query["view"]
    found = selectors.lists(call.member, call.rights)[view].select_related("brand")
    if brand := call.query.get("brand"):
        found = found.filter(brand=brand)
    return keyset(call.window, found, *orders[view], shown=selectors.rows_of)


@read("approvals_get", Act.POST_SEE, tag="approvals", gives=RequestOut)
def request(call: Call, request_id: UUID) -> Any:
    """Read a request with its steps, decisions, comments and findings."""
    return _shown(call, request_id)


@write("approvals_decide", Act.POST_APPROVE, tag="approvals", takes=DecideIn, gives=RequestOut)
def decide(call: Call, request_id: UUID) -> Any:
    """Approve, ask for changes, or reject. It counts at once.

    Binds to the digest and step that were read: 409 when the content changed, or somebody else was first. Whoever
    wrote it never decides.
    """
    selectors.request_or_404(request_id, call.rights, call.member)
    try:
        actions.decide(call.actor, request_id=request_id, **call.data)
    except ContentChanged:
        said = _("The content changed since it was read, so nothing was decided. Read it again.")
        raise Problem("stale", said) from None
    return _shown(call, request_id)


@write("approvals_comment", Act.POST_SEE, tag="approvals", takes=CommentIn, gives=RequestOut)
def comment(call: Call, request_id: UUID) -> Any:
    """Say a word beside a request."""
    selectors.request_or_404(request_id, call.rights, call.member)
    actions.comment(call.actor, request_id=request_id, text=call.data["text"])
    return _shown(call, request_id)
