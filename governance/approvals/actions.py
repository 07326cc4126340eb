"""What people and time do to approval requests. Each function is one act."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from coe.access.api import Act, Denied, Doing, Place, action, holders
from coe.outbox.events import set_due, settled
from coe.states import Stale
from coe.tenancy.models import Member
from governance.approvals import comments, locks
from governance.approvals.deciding import Choice, ContentChanged, check, decide_now, expire_if_over, restaff
from governance.approvals.models import Answer, Comment, Request, RequestStep, Seen
from governance.approvals.requests import DUE, deciders, half, next_look, notify, place_of
from governance.approvals.selectors import brands_of
from governance.approvals.states import State


@dataclass(frozen=True)
class Result:
    """What came of a decision: the request's state now, and the answer that can still be taken back, if any."""

    request_id: UUID
    label: str
    state: State
    answer_id: UUID | None = None


def _undo_time() -> timedelta:
    """How long an answer can be taken back before it becomes a decision."""
    return timedelta(seconds=getattr(settings, "APPROVAL_UNDO_SECONDS", 10))


def _member(do: Doing) -> Member:
    if do.actor.member_id is None:
        raise Denied(do.act)
    return Member.objects.get(pk=do.actor.member_id)


@action(Act.POST_APPROVE)
def decide(
    do: Doing, *, request_id: UUID, kind: str, digest: str, step: int, reason: str = "", comment: str = ""
) -> Result:
    """Decides at once. Raises Denied, Stale, ContentChanged, ValidationError; then nothing is written.

    A request whose slot has passed expires instead (the result says so).
    """
    request = locks.request(request_id)
    do.require(brand=request.brand_id)
    if expire_if_over(do, request):
        return Result(request.pk, request.subject_label, State.EXPIRED)
    _count_answers(do, request)
    choice = Choice(kind, digest, step, reason, comment)
    member = _member(do)
    check(request, member, choice)
    Answer.objects.filter(request=request, member=member).delete()
    decide_now(do, request, member, choice)
    return Result(request.pk, request.subject_label, State(request.state))


@action(Act.POST_APPROVE)
def answer(
    do: Doing, *, request_id: UUID, kind: str, digest: str, step: int, reason: str = "", comment: str = ""
) -> Result:
    """Like `decide`, but the person can take it back for a few seconds; until then nothing is decided.

    Everything is checked now, and again when it counts.
    """
    request = locks.request(request_id)
    do.require(brand=request.brand_id)
    if expire_if_over(do, request):
        return Result(request.pk, request.subject_label, State.EXPIRED)
    _count_answers(do, request)
    choice = Choice(kind, digest, step, reason, comment)
    member = _member(do)
    check(request, member, choice)
    now = timezone.now()
    if Answer.objects.filter(request=request, member=member).exists():
        raise Stale(request)
    if not _undo_time():
        decide_now(do, request, member, choice)
        return Result(request.pk, request.subject_label, State(request.state))
    row = Answer.objects.create(
        org_id=do.org_id, request=request, member=member, step=step, kind=kind, reason=reason,
        comment=comment.strip(), digest=digest, given_at=now, counts_at=min(now + _undo_time(), request.slot),
    )  # fmt: skip
    _look_again(request)
    do.record(
        request, label=request.subject_label, detail=f"{kind}-given", reason=row.comment,
        after={**place_of(request), "kind": kind, "why": reason, "digest": digest},
    )  # fmt: skip
    return Result(request.pk, request.subject_label, State.OPEN, row.pk)


@action(Act.POST_APPROVE)
def retract(do: Doing, *, answer_id: UUID) -> UUID:
    """Takes one's own answer back while it does not count yet; returns the request's id. Raises Stale when it does."""
    mine = Answer.objects.filter(pk=answer_id, member=_member(do)).first()
    if mine is None:
        raise Http404
    request = locks.request(mine.request_id)
    do.require(brand=request.brand_id)
    held = Answer.objects.filter(pk=answer_id, counts_at__gt=timezone.now())
    if not held.delete()[0]:
        raise Stale(request)
    _look_again(request)
    do.record(request, label=request.subject_label, detail="retracted", before={"kind": mine.kind})
    return request.pk


@action(Act.SYSTEM_EXPIRE)
def look(do: Doing, *, request_id: UUID) -> None:
    """What time does to one request: answers count, its slot passes, reminders and escalations go out."""
    do.require()
    request = locks.request(request_id)
    if request.state != State.OPEN:
        settled(DUE, org=request.org_id, ref=request.pk)
    else:
        _count_answers(do, request)
        if request.state == State.OPEN and not expire_if_over(do, request):
            restaff(do, request)
        if request.state == State.OPEN:
            _remind(do, request)
            _look_again(request)
    if not do.facts:
        do.nothing()


def _count_answers(do: Doing, request: Request) -> None:
    """Turns answers whose time to think is over into decisions, in the order they were given."""
    if request.state != State.OPEN:
        return
    for row in _over(request):
        choice = Choice(row.kind, row.digest, row.step, row.reason, row.comment)
        # Whoever comes by when an answer counts did not give it.
        theirs = do.on_behalf_of(row.member, Act.POST_APPROVE)
        Answer.objects.filter(pk=row.pk).delete()
        try:
            check(request, row.member, choice)
        except (Stale, Denied, ContentChanged, ValidationError) as why:
            theirs.record(
                request, label=request.subject_label, detail="answer-dropped",
                before={"kind": row.kind, "by": row.member.name}, after={"because": type(why).__name__},
            )  # fmt: skip
            notify(theirs, [row.member], "approval.dropped", request)
            continue
        decide_now(theirs, request, row.member, choice, detail=f"{row.kind}-counts")
        if request.state != State.OPEN:
            return


def _over(request: Request) -> QuerySet[Answer]:
    return Answer.objects.filter(request=request, counts_at__lte=timezone.now()).select_related("member")


def _remind(do: Doing, request: Request) -> None:
    """At half of a step's time its deciders are reminded, at its end those who run workflows are told. Once each."""
    now = timezone.now()
    step = request.steps.get(position=request.step)
    if step.opened_at is None or step.due_at is None:
        return
    if step.escalated_at is None and now >= step.due_at:
        RequestStep.objects.filter(pk=step.pk).update(escalated_at=now, reminded_at=step.reminded_at or now)
        notify(
            do,
            holders(Act.WORKFLOW_WRITE, Place(brand=request.brand_id)),
            "approval.late",
            request,
            step=step.name,
        )
        do.record(request, label=request.subject_label, detail="escalated", after=place_of(request))
    elif step.reminded_at is None and now >= half(step):
        RequestStep.objects.filter(pk=step.pk).update(reminded_at=now)
        waiting = set(Answer.objects.filter(request=request).values_list("member_id", flat=True))
        people = [member for member in deciders(request, step) if member.pk not in waiting]
        notify(do, people, "approval.reminder", request, step=step.name)
        do.record(request, label=request.subject_label, detail="reminded", after=place_of(request))


def _look_again(request: Request) -> None:
    step = request.steps.get(position=request.step)
    set_due(DUE, org=request.org_id, ref=request.pk, at=next_look(step, request, timezone.now()))


@action(Act.POST_SEE)
def comment(do: Doing, *, request_id: UUID, text: str) -> Comment:
    """A word beside the request; everybody who sees the post may say one."""
    request = Request.objects.filter(pk=request_id).first()
    if request is None:
        raise Http404
    _see(do, request)
    row = comments.remark(do, subject_type=request.subject_type, subject_id=request.subject_id, text=text)
    do.record(request, label=request.subject_label, detail="commented", after={"comment": str(row.pk)})
    heard = comments.listeners(row, {request.submitted_by_id, *request.authors}, Place(brand=request.brand_id))
    notify(do, heard, "approval.comment", request, by=do.actor.label, comment=row.pk)
    return row


def _see(do: Doing, request: Request) -> None:
    """For the brand; for what one sent or wrote it is enough to see posts of one of its channels."""
    wrote = do.actor.member_id in {request.submitted_by_id, *request.authors}
    if wrote and brands_of(do.actor.rights).filter(pk=request.brand_id).exists():
        do.require_somewhere()
    else:
        do.require(brand=request.brand_id)


@action(Act.POST_SEE)
def saw(do: Doing, *, request_id: UUID) -> str:
    """Remembers which content the member looked at; returns the digest of what they had looked at before it."""
    request = Request.objects.filter(pk=request_id).first()
    if request is None:
        raise Http404
    do.require(brand=request.brand_id)
    do.nothing()
    seen, new = Seen.objects.get_or_create(
        org_id=do.org_id, member=_member(do), subject_id=request.subject_id,
        defaults={"digest": request.digest},
    )  # fmt: skip
    if not new and seen.digest != request.digest:
        seen.before, seen.digest = seen.digest, request.digest
        seen.save(update_fields=["before", "digest"])
    return seen.before
