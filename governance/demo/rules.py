"""Two rules that are on, the workflows of the brands, and one freeze that is over."""

from typing import Any

from coe.demo.past import backdated, uid
from coe.demo.steps import Stage, step
from coe.demo.texts import load
from governance.approvals.models import Mode, Workflow, WorkflowApprover, WorkflowStep
from governance.crisis.models import Freeze
from governance.crisis.states import State as FreezeState
from governance.policies.models import Rule, RuleVersion
from governance.policies.params import read, to_json
from governance.policies.states import State


@step(24, "rules and workflows")
def rules(stage: Stage) -> str:
    words = load("words")
    for key, row in words["rules"].items():
        _rule(stage, key, row)
    workflows = [_workflow(stage, row) for row in words["workflows"]]
    return f"{len(words['rules'])} rules, {len(workflows)} workflows"


def _rule(stage: Stage, key: str, row: dict[str, Any]) -> None:
    author = stage.people["leonie"]
    written = stage.ago(days=398, hours=3)
    params = {name: row[name] for name in ("terms", "allowed", "triggers", "phrases") if name in row}
    with backdated(Rule, RuleVersion):
        rule = Rule.objects.create(
            id=uid(stage.org.slug, "rule", key), org=stage.org, name=row["name"], name_zh=row["name_zh"],
            kind=row["kind"], severity=row["severity"], created_at=written,
        )  # fmt: skip
        RuleVersion.objects.create(
            id=uid(stage.org.slug, "rule", key, 1), org=stage.org, rule=rule, number=1, written_by=author,
            params=to_json(read(row["kind"], params)), written_at=written,
            **{name: row[name] for name in ("message", "message_zh", "hint", "hint_zh")},
        )  # fmt: skip
    Rule.objects.filter(pk=rule.pk).update(state=State.ACTIVE)
    stage.trail.note(
        written, author, "rule.write", rule, detail="on", after={"state": State.ACTIVE, "severity": rule.severity}
    )


def _workflow(stage: Stage, row: dict[str, Any]) -> Workflow:
    made = Workflow.objects.create(
        id=uid(stage.org.slug, "workflow", row["name"]), org=stage.org, name=row["name"],
        brand=stage.brands.get(row["brand"]),
    )  # fmt: skip
    for position, raw in enumerate(row["steps"], start=1):
        one = WorkflowStep.objects.create(
            id=uid(stage.org.slug, "workflow", row["name"], position), org=stage.org, workflow=made,
            position=position, name=raw["name"], mode=raw.get("mode", Mode.ANY), needed=raw.get("needed", 1),
            hours=raw["hours"],
        )  # fmt: skip
        WorkflowApprover.objects.bulk_create(
            WorkflowApprover(
                id=uid(stage.org.slug, "workflow", row["name"], position, first), org=stage.org, step=one,
                member=stage.people[first],
            )
            for first in raw["who"]
        )  # fmt: skip
    stage.trail.note(
        stage.ago(days=396), stage.people["clara"], "workflow.write", made,
        after={"steps": [raw["name"] for raw in row["steps"]]},
    )  # fmt: skip
    return made


@step(26, "a freeze that is over")
def freezes(stage: Stage) -> str:
    for row in load("words")["freezes"]:
        began = stage.ago(weeks=row["weeks_ago"], hours=3)
        ended = stage.ago(weeks=row["weeks_ago"], hours=3 - row["hours"])
        declared, lifted = stage.people[row["who"]], stage.people[row["lifted_by"]]
        with backdated(Freeze):
            freeze = Freeze.objects.create(
                id=uid(stage.org.slug, "freeze", row["brand"]), org=stage.org, brand=stage.brands[row["brand"]],
                reason=row["reason"], declared_by=declared, declared_at=began,
            )  # fmt: skip
        Freeze.objects.filter(pk=freeze.pk).update(
            state=FreezeState.LIFTED, lifted_by=lifted, lifted_at=ended, lift_reason=row["lift"]
        )
        label = str(freeze.brand)
        stage.trail.note(
            began, declared, "freeze.declare", freeze, label=label, reason=row["reason"], detail="declared"
        )
        stage.trail.note(ended, lifted, "freeze.lift", freeze, label=label, reason=row["lift"], detail="lifted")
        stage.things["frozen"] = (row["brand"], began, ended)
    return "1 freeze"
