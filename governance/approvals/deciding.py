"""One person's answer to one step: every check, then the decision and what follows from it.

Everything here runs with the request's row locked, so two people at once take turns, and the second sees what the
first did.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Denied, Doing, Place, rights_of
from coe.outbox.events import set_due
from coe.states import Stale
from coe.tenancy.models import Member
from governance.approvals.models import (
    Decision,
    DecisionKind,
    Mode,
    Reason,
    Request,
    RequestItem,
    RequestStep,
    StepApprover,
)  # fmt: skip
from governance.approvals.requests import DUE, close, deciders, next_look, open_step, place_of, staff
from governance.approvals.states import State
from governance.approvals.story import RequestView
from governance.approvals.subjects import provider_of
from governance.policies.evaluation import stored_findings, submitted
from governance.policies.findings import Finding, needing_reason
from governance.policies.models import Evaluation

OUTCOMES = {DecisionKind.CHANGES: State.SENT_BACK, DecisionKind.REJECT: State.REJECTED}


class ContentChanged(Exception):
    """What the person looked at is not what would be sent now. Nothing was decided."""


@dataclass(frozen=True)
class Choice:
    """What somebody chose: `digest` and `step` are those on the page they saw."""

    kind: str
    digest: str
    step: int
    reason: str = ""
    comment: str = ""


def check(request: Request, member: Member, choice: Choice) -> None:
    """Raises what forbids this choice now: Stale, Denied, ContentChanged, ValidationError (by field)."""
    if request.state != State.OPEN or request.step != choice.step:
        raise Stale(request)
    place = Place(brand=request.brand_id)
    if member.pk == request.submitted_by_id or member.pk in request.authors:
        raise Denied(Act.POST_APPROVE, place, _("You wrote or sent this. Somebody else decides."))
    if not rights_of(member).allows(Act.POST_APPROVE, place):
        raise Denied(Act.POST_APPROVE, place)
    if Decision.objects.filter(request=request, decided_by=member).exists():
        raise Stale(request)
    if not StepApprover.objects.filter(step__request=request, step__position=request.step, member=member).exists():
        raise Denied(Act.POST_APPROVE, place, _("Other people decide this step."))
    if choice.digest != request.digest or current_digest(request) != request.digest:
        raise ContentChanged
    _check_words(request, choice)


def _check_words(request: Request, choice: Choice) -> None:
    if choice.kind != DecisionKind.APPROVE:
        if choice.reason not in Reason.values:
            raise ValidationError({"reason": _("Choose why.")})
        return
    if needing_reason(findings_of(request)) and not choice.comment.strip():
        raise ValidationError({"comment": _("A rule lets this pass only with your reason. Write why it may stand.")})


def current_digest(request: Request) -> str:
    """What would be sent now; the request's own digest when nobody can say."""
    provider = provider_of(request.subject_type)
    return provider.current_digest(request.subject_id) if provider else request.digest


def checked(request: Request | RequestView) -> list[Evaluation]:
    """The evaluations of exactly what was sent."""
    items = RequestItem.objects.filter(request=request.id).values_list("item_id", "digest")
    return submitted([*items, (request.subject_id, request.digest)])


def findings_of(request: Request | RequestView) -> list[Finding]:
    """What the rules found in exactly what was sent."""
    return stored_findings(checked(request))


def decide_now(do: Doing, request: Request, member: Member, choice: Choice, *, detail: str = "") -> None:
    """Writes a decision on a locked request and does what follows. The checks must have passed."""
    Decision.objects.create(
        org_id=request.org_id, request=request, step=request.step, kind=choice.kind, reason=choice.reason,
        comment=choice.comment.strip(), digest=choice.digest, decided_by=member,
        submitted_by_id=request.submitted_by_id,
    )  # fmt: skip
    step = request.steps.get(position=request.step)
    do.record(
        request, label=request.subject_label, detail=detail or choice.kind, reason=choice.comment.strip(),
        after={
            **place_of(request), "kind": choice.kind, "why": choice.reason,
            "digest": choice.digest, "decided_by": member.name,
        },
    )  # fmt: skip
    if choice.kind in OUTCOMES:
        close(do, request, OUTCOMES[DecisionKind(choice.kind)], reason=choice.comment.strip())
    else:
        advance(do, request, step)


def advance(do: Doing, request: Request, step: RequestStep) -> None:
    """When a step has what it needs: on to the next, or approved."""
    if not complete(request, step):
        set_due(DUE, org=request.org_id, ref=request.pk, at=next_look(step, request, timezone.now()))
        return
    RequestStep.objects.filter(pk=step.pk).update(done_at=timezone.now())
    if request.steps.filter(position=step.position + 1).exists():
        open_step(do, request, step.position + 1)
    else:
        close(do, request, State.APPROVED)


def complete(request: Request, step: RequestStep) -> bool:
    approved = Decision.objects.filter(request=request, step=step.position, kind=DecisionKind.APPROVE).count()
    if step.mode == Mode.ALL:
        return approved > 0 and not deciders(request, step)
    return approved >= step.needed


def expire_if_over(do: Doing, request: Request) -> bool:
    """Closes an open request whose slot has passed: nothing is sent late. Whether it did."""
    if request.state != State.OPEN or request.slot > timezone.now():
        return False
    close(do, request, State.EXPIRED)
    return True


def restaff(do: Doing, request: Request) -> None:
    """People leave and rights end: a step that lost its last decider is passed on or, when it has enough, done."""
    step = request.steps.get(position=request.step)
    if complete(request, step):
        advance(do, request, step)
    else:
        staff(do, request, step)
