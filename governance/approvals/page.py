"""The approval page of one request: everything its three panes show, put together once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe.access.api import Act, Rights
from coe.search.folding import says, words_of
from coe.tenancy.models import Brand, Market, Member
from coe.web.counts import together
from coe.web.joining import listed
from coe.web.templatetags.coe import moment_words
from governance.approvals import selectors
from governance.approvals.deciding import checked, current_digest
from governance.approvals.models import Answer, Mode, Request, RequestStep
from governance.approvals.requests import awaited
from governance.approvals.states import State
from governance.approvals.story import DecisionView, RequestView, StepView, told
from governance.approvals.subjects import Detail, provider_of
from governance.policies.evaluation import stored_findings
from governance.policies.findings import Finding, needing_reason

VIEWS = ("decide", "back", "decided")


@dataclass(frozen=True)
class Queue:
    """The left pane: what is shown, which of the three lists, and how many are in each."""

    view: str
    rows: list[selectors.Row]
    counts: dict[str, int]
    approver: bool = True
    """Whether the member decides anything; those who only send see what became of it."""
    offered: bool = True
    """Whether the member does either; who only reads has no queue."""
    words: str = ""
    """What was searched for."""
    portions: int = 1
    left_off: int = 0
    """How many stand behind the rows shown."""

    @property
    def query(self) -> str:
        """What leads to the same rows again, for the links between them."""
        return self._query(self.portions)

    @property
    def more(self) -> str:
        """The query that shows a portion more; empty when all are shown."""
        return self._query(self.portions + 1) if self.left_off else ""

    def _query(self, portions: int) -> str:
        said = {"view": self.view if self.view != "decide" else "", "q": self.words}
        return urlencode(
            {key: value for key, value in said.items() if value} | ({"portions": portions} if portions > 1 else {})
        )

    def place(self, request_id: Any) -> int | None:
        return next((place for place, row in enumerate(self.rows) if row.id == request_id), None)

    def beside(self, request_id: Any, step: int) -> selectors.Row | None:
        """The row before (-1) or after (1) a request."""
        here = self.place(request_id)
        there = None if here is None else here + step
        return self.rows[there] if there is not None and 0 <= there < len(self.rows) else None


def has_queue(rights: Rights) -> bool:
    """Whether anything ever waits for this member, or comes back to them."""
    return any(rights.may(act, anywhere=True) for act in (Act.POST_APPROVE, Act.POST_SUBMIT))


def queue(
    member: Member, rights: Rights, *, view: str, brand: Brand | None, market: Market | None, words: str = "",
    portions: int = 1,
) -> Queue:  # fmt: skip
    """One of the three lists, as many portions of it as asked for."""
    lists = selectors.lists(member, rights, brand, market)
    approver = rights.may(Act.POST_APPROVE, anywhere=True)
    view = view if view in lists else "decide" if approver else "back"
    wanted = lists[view].filter(says(words_of(words), "subject_label")) if words else lists[view]
    most = selectors.LONGEST * portions
    shown = selectors.rows(wanted, most=most)
    whole = len(shown) < most
    known = {view: len(shown)} if whole and not words else {}
    counts = known | together({name: found for name, found in lists.items() if name not in known})
    total = len(shown) if whole else wanted.count() if words else counts[view]
    return Queue(view, shown, counts, approver, has_queue(rights), words, portions, total - len(shown))


def history(member: Member, rights: Rights, brand: Brand | None, market: Market | None = None) -> QuerySet[Request]:
    """Every request the member may see, the newest first."""
    found = Request.objects.filter(selectors.may_see(rights, member)).order_by("-submitted_at", "pk")
    return selectors.narrowed(found, brand, market)


@dataclass(frozen=True)
class TrailStep:
    """The arguments of one line of components/trail.html."""

    title: str
    name: str
    initials: str = ""
    note: str = ""
    when: str = ""
    done: str = ""
    current: bool = False
    me: bool = False


@dataclass(frozen=True)
class Sheet:
    """The middle and right panes."""

    view: RequestView
    opened_at: datetime
    detail: SafeString
    findings: list[Finding]
    passed: int
    trail: list[TrailStep]
    may_decide: bool
    why_not: str
    answer: Answer | None
    reason_numbers: str
    """The numbers of findings that pass only with a reason, as text; empty when there are none."""
    passes_to: str
    """The step that follows when this person approves, or empty."""
    changed: bool
    """The content is not what was sent: nobody can decide until it is sent anew."""


def sheet(request: HttpRequest, found: Request, member: Member, rights: Rights, *, seen: str) -> Sheet:
    view = told(found)
    evaluations = checked(found)
    findings = stored_findings(evaluations)
    answer = selectors.pending_answer(found.pk, member)
    provider = provider_of(found.subject_type)
    detail = provider.detail(found.subject_id, member=member, seen_digest=seen) if provider else None
    changed = view.open and detail is not None and detail.digest != found.digest
    why_not = _why_not(found, member, rights, answer=answer, changed=changed, waits=view.waits_for(member))
    reasons = listed(str(one.number) for one in needing_reason(findings))
    return Sheet(
        view=view,
        opened_at=view.current.opened_at or found.submitted_at,
        detail=_detail(request, found, view, findings, detail),
        findings=findings,
        passed=selectors.rules_passed(evaluations, len({one.rule_id for one in findings})),
        trail=list(_trail(view, member)),
        may_decide=not why_not,
        why_not=why_not,
        answer=answer,
        reason_numbers=reasons,
        passes_to=_passes_to(view),
        changed=changed,
    )


def _detail(
    request: HttpRequest, found: Request, view: RequestView, findings: list[Finding], detail: Detail | None
) -> SafeString:
    if detail is None:
        return render_to_string("governance/approvals/plain.html", {"text": found.subject_label})
    context = {**detail.context, "approval": view, "findings": findings}
    return render_to_string(detail.template, context, request=request)


def why_not(found: Request, member: Member, rights: Rights) -> str:
    """Why a member cannot decide a request now, in words; empty when they can."""
    step = RequestStep.objects.get(request=found, position=found.step)
    answer = selectors.pending_answer(found.pk, member)
    changed = found.state == State.OPEN and current_digest(found) != found.digest
    return _why_not(found, member, rights, answer=answer, changed=changed, waits=awaited(found, step, member))


def _why_not(
    found: Request, member: Member, rights: Rights, *, answer: Answer | None, changed: bool, waits: bool
) -> str:
    """Why this member cannot decide now, in words; empty when they can."""
    if found.state != State.OPEN:
        return str(State(found.state).label)
    if answer:
        return _("You have answered. You can still take it back.")
    if member.pk == found.submitted_by_id or member.pk in found.authors:
        return _("You wrote or sent this. Somebody else decides.")
    if not rights.may(Act.POST_APPROVE, brand=found.brand_id):
        return _("You may not approve posts of this brand.")
    if changed:
        return _("The content changed after it was sent. It has to be sent for approval anew.")
    if not waits:
        return _("Other people decide this step.")
    return ""


def _passes_to(view: RequestView) -> str:
    """The next step's name, when one more approval completes this one."""
    step, after = view.current, view.next_step
    if after is None:
        return ""
    needed = len(step.approvers) if step.mode == Mode.ALL else step.needed
    return after.name if needed - len(step.decisions) <= 1 else ""


def _trail(view: RequestView, member: Member) -> Any:
    sender = view.submitted_by
    yield TrailStep(
        _("Sent by %(name)s") % {"name": sender.name},
        sender.name,
        sender.initials,
        view.workflow,
        _moment(view.submitted_at),
        "ok",
        me=sender.pk == member.pk,
    )
    for step in view.steps:
        for decision in step.decisions:
            yield _decided(decision, step, member)
        if step.state == "current":
            yield _current(step, member)
        elif step.state == "todo":
            yield TrailStep(step.name, step.name, note=_people(step))


def _decided(decision: DecisionView, step: StepView, member: Member) -> TrailStep:
    said = {
        "approve": _("%(name)s approved"),
        "changes": _("%(name)s asked for changes"),
        "reject": _("%(name)s rejected"),
    }[decision.kind]
    note = " · ".join(part for part in (decision.reason, decision.comment) if part) or step.name
    who = decision.member
    return TrailStep(
        said % {"name": who.name},
        who.name,
        who.initials,
        note,
        _moment(decision.at),
        decision.done,
        me=who.pk == member.pk,
    )


def _current(step: StepView, member: Member) -> TrailStep:
    done = {decision.member.pk for decision in step.decisions}
    waiting = [one for one in step.approvers if one.pk not in done]
    mine = any(one.pk == member.pk for one in waiting)
    who = member if mine else waiting[0] if waiting else None
    title = _("You, %(step)s") % {"step": step.name} if mine else step.name
    due = _("by %(time)s") % {"time": _moment(step.due_at)} if step.due_at else ""
    name, initials = (who.name, who.initials) if who else (step.name, "")
    note = _people(step)
    if mine and step.opened_at:
        note = _("waiting since %(time)s") % {"time": _moment(step.opened_at)}
    return TrailStep(title, name, initials, note, due, current=True, me=mine)


def _people(step: StepView) -> str:
    """Who decides a step: the one person, or how many of how many."""
    if len(step.approvers) == 1:
        return step.approvers[0].name
    return step.rule


def _moment(moment: datetime) -> str:
    """The time today, the day and time otherwise."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return moment_words(moment, "time" if today else "short", zone=False)[0]
