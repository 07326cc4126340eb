"""A year of approvals: requests, steps, decisions, comments, and what the rules said at the time."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from coe.demo.past import backdated, uid
from coe.demo.shapes import Asked
from coe.demo.steps import Stage, step
from coe.demo.texts import load
from governance.approvals.digest import combined_digest
from governance.approvals.models import (
    Comment,
    Decision,
    DecisionKind,
    Mode,
    Request,
    RequestItem,
    RequestStep,
    StepApprover,
)  # fmt: skip
from governance.approvals.states import State
from governance.policies.checks import Content
from governance.policies.evaluation import _fingerprint, numbered, rules_on, run
from governance.policies.models import Evaluation, Moment, RuleVersion

SUBJECT = "publishing.post"


@dataclass
class Rows:
    """Everything to be written, by table; requests by the state they end in."""

    requests: list[Request] = field(default_factory=list)
    ends: dict[str, list[Request]] = field(default_factory=lambda: defaultdict(list))
    items: list[RequestItem] = field(default_factory=list)
    steps: list[RequestStep] = field(default_factory=list)
    approvers: list[StepApprover] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)


@step(40, "a year of approvals")
def approvals(stage: Stage) -> str:
    rows = Rows()
    flows = {row["brand"]: row for row in load("words")["workflows"]}
    versions = rules_on(org_id=stage.org.pk, brand_id=None)
    for asked in stage.things["asked"]:
        _request(stage, rows, asked, flows.get(asked.brand) or flows[""])
        _evaluate(stage, rows, asked, versions)
    _write(rows)
    return f"{len(rows.requests)} requests, {len(rows.decisions)} decisions, {len(rows.evaluations)} evaluations"


def _request(stage: Stage, rows: Rows, asked: Asked, flow: dict[str, Any]) -> None:
    request = Request(
        id=uid(stage.org.slug, "request", asked.key), org=stage.org, subject_type=SUBJECT,
        subject_id=asked.subject_id, subject_label=asked.label[:200], digest=combined_digest(asked.items),
        brand=stage.brands[asked.brand], workflow_name=flow["name"], submitted_by=stage.people[asked.sender],
        authors=[stage.people[first].pk for first in asked.authors], submitted_at=asked.at, slot=asked.slot,
        step=1, decide_by=min(asked.at + timedelta(hours=flow["steps"][0]["hours"]), asked.slot),
    )  # fmt: skip
    rows.requests.append(request)
    rows.items += [
        RequestItem(
            id=uid(stage.org.slug, "item", asked.key, item), org=stage.org, request=request, item_id=item, digest=digest
        )
        for item, digest in asked.items
    ]
    stage.trail.note(
        asked.at, stage.people[asked.sender], "post.submit", request, label=request.subject_label, detail="opened",
        after={"digest": request.digest, "workflow": flow["name"]},
    )  # fmt: skip
    _decide(stage, rows, asked, request, flow["steps"])


def _decide(stage: Stage, rows: Rows, asked: Asked, request: Request, steps: list[dict[str, Any]]) -> None:
    """Steps one after another, until one ends it or nobody comes in time."""
    chance = stage.chance
    ending = asked.outcome
    # Whoever does not approve does so at some step; an expired one stops where nobody came.
    stops = chance.randint(1, len(steps)) if ending != "approved" else len(steps) + 1
    moment, used = asked.at, set(asked.authors)
    for position, raw in enumerate(steps, start=1):
        opened = moment if position <= stops else None
        row = _step(stage, rows, asked, request, position, raw, opened)
        if opened is None:
            continue
        request.step, request.decide_by = position, row.due_at or asked.slot
        if position == stops and ending == "expired":
            continue
        people = [first for first in raw["who"] if first not in used]
        needed = raw.get("needed", 1) if raw.get("mode") == Mode.SOME else 1
        for _seat in range(1 if position == stops else needed):
            who = people.pop(0 if len(people) == 1 or chance.random() < 0.75 else 1)
            used.add(who)
            moment = _later(stage, moment, asked)
            kind = DecisionKind.APPROVE if position != stops else _kind(ending)
            _decision(stage, rows, asked, request, position, raw["name"], who, kind, moment)
        if position != stops:
            row.done_at = moment
    request.closed_at = asked.slot if ending == "expired" else moment
    asked.closed = request.closed_at
    rows.ends[ending].append(request)
    stage.trail.note(
        request.closed_at, "approvals" if ending == "expired" else stage.people[asked.decided_by[-1]],
        "system.expire" if ending == "expired" else "post.approve", request, label=request.subject_label,
        before={"state": State.OPEN}, after={"state": ending}, detail=ending,
    )  # fmt: skip


def _kind(ending: str) -> DecisionKind:
    return DecisionKind.CHANGES if ending == "sent_back" else DecisionKind.REJECT


def _later(stage: Stage, moment: datetime, asked: Asked) -> datetime:
    """Some time after, always before the latest moment: most people answer within a few hours, few at night."""
    left = asked.latest - moment
    usual = timedelta(hours=stage.chance.lognormvariate(0.6, 0.8))
    share = stage.chance.uniform(0.3, 0.6)
    found = moment + min(usual, left * share)
    wall = found.astimezone(ZoneInfo(stage.brands[asked.brand].zone))
    if wall.hour >= 20 or wall.hour < 7:
        morning = (wall + timedelta(days=wall.hour >= 20)).replace(hour=7 + stage.chance.randrange(3))
        if morning < moment + left * 0.9:
            found = morning.astimezone(found.tzinfo)
    return found.replace(microsecond=0)


def _step(
    stage: Stage,
    rows: Rows,
    asked: Asked,
    request: Request,
    position: int,
    raw: dict[str, Any],
    opened: datetime | None,
) -> RequestStep:
    row = RequestStep(
        id=uid(stage.org.slug, "step", asked.key, position), org=stage.org, request=request, position=position,
        name=raw["name"], mode=raw.get("mode", Mode.ANY), needed=raw.get("needed", 1), hours=raw["hours"],
        opened_at=opened, due_at=min(opened + timedelta(hours=raw["hours"]), asked.slot) if opened else None,
    )  # fmt: skip
    rows.steps.append(row)
    rows.approvers += [
        StepApprover(
            id=uid(stage.org.slug, "approver", asked.key, position, first), org=stage.org, step=row,
            member=stage.people[first],
        )
        for first in raw["who"]
        if first not in asked.authors
    ]  # fmt: skip
    return row


def _decision(
    stage: Stage, rows: Rows, asked: Asked, request: Request, position: int, step_name: str, who: str,
    kind: DecisionKind, at: datetime,
) -> None:  # fmt: skip
    words, reason, comment = load("words"), "", ""
    language = "zh" if asked.chinese else "en"
    if kind == DecisionKind.APPROVE:
        if stage.chance.random() < 0.3:
            comment = stage.chance.choice(words["approve"][language])
    else:
        said = stage.chance.choice(words["changes" if kind == DecisionKind.CHANGES else "rejections"])
        reason, comment = said["reason"], said[language]
    member = stage.people[who]
    rows.decisions.append(
        Decision(
            id=uid(stage.org.slug, "decision", asked.key, who), org=stage.org, request=request, step=position,
            kind=kind, reason=reason, comment=comment, digest=request.digest, decided_by=member,
            submitted_by=request.submitted_by, at=at,
        )
    )  # fmt: skip
    asked.decided_by.append(who)
    stage.trail.note(
        at, member, "post.approve", request, label=request.subject_label, detail=kind.value, reason=comment,
        after={
            "step": position, "step_name": step_name, "brand": request.brand.name, "kind": kind.value, "why": reason,
            "digest": request.digest,
        },
    )  # fmt: skip
    if stage.chance.random() < 0.06:
        rows.comments.append(
            Comment(
                id=uid(stage.org.slug, "comment", asked.key, who), org=stage.org, subject_type=SUBJECT,
                subject_id=asked.subject_id, member=member, at=at - timedelta(minutes=9),
                text=stage.chance.choice(words["comments"][language]),
            )
        )  # fmt: skip


def _evaluate(stage: Stage, rows: Rows, asked: Asked, versions: list[RuleVersion]) -> None:
    """What the rules find in exactly what was sent, kept as it was kept then."""
    fingerprint = _fingerprint(versions)
    for item, digest, language, texts in asked.texts:
        content = Content.of(texts, language)
        found = numbered([row for version in versions for row in run(version, content)], list(texts))
        rows.evaluations.append(
            Evaluation(
                id=uid(stage.org.slug, "evaluation", asked.key, item), org=stage.org, moment=Moment.SUBMIT,
                subject_type="publishing.version", subject_id=item, digest=digest, rules_run=len(versions),
                rules=fingerprint, findings=found, at=asked.at,
            )
        )  # fmt: skip


def _write(rows: Rows) -> None:
    closed = {request.pk: request.closed_at for request in rows.requests}
    for request in rows.requests:
        request.closed_at = None
    with backdated(Request, Decision, Comment, Evaluation):
        # A post sent back and sent again has two requests, and at most one of them may be open at a time.
        for batch in _apart(rows.requests):
            Request.objects.bulk_create(batch, batch_size=500)
            for state, requests in rows.ends.items():
                mine = {request.pk for request in requests} & {request.pk for request in batch}
                Request.objects.filter(pk__in=mine).update(state=state)
        for request in rows.requests:
            request.closed_at = closed[request.pk]
        Request.objects.bulk_update(rows.requests, ["closed_at"], batch_size=500)
        RequestItem.objects.bulk_create(rows.items, batch_size=1000)
        RequestStep.objects.bulk_create(rows.steps, batch_size=1000)
        StepApprover.objects.bulk_create(rows.approvers, batch_size=1000)
        Decision.objects.bulk_create(rows.decisions, batch_size=1000)
        Comment.objects.bulk_create(rows.comments, batch_size=500)
        Evaluation.objects.bulk_create(rows.evaluations, batch_size=1000)


def _apart(requests: list[Request]) -> list[list[Request]]:
    """First requests, and those of subjects that had one before."""
    seen: set[Any] = set()
    first: list[Request] = []
    second: list[Request] = []
    for request in requests:
        (second if request.subject_id in seen else first).append(request)
        seen.add(request.subject_id)
    return [first, second]
