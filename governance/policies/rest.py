"""Rules: reading, writing, trying one on a text."""

from typing import Any
from uuid import UUID, uuid4

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, ask, read, write
from coe.api.paging import Page, listed
from coe.api.problems import Problem, field_error
from coe.api.shapes import Id, Instant, Line, Ref, Shape, Text, Yes
from coe.tenancy.selectors import brand_or_404
from governance.policies import actions, selectors
from governance.policies.checks import Content
from governance.policies.evaluation import evaluate, numbered, run, worded
from governance.policies.forms import FORMS, RuleForm
from governance.policies.kinds import STATES
from governance.policies.params import Params, ParamsError, to_json
from governance.policies.params import read as read_params

SEVERITIES = [value for value, _label in RuleForm.base_fields["severity"].choices]  # type: ignore[attr-defined]


class RuleOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    name_zh = serializers.CharField()
    kind = serializers.CharField()
    severity = serializers.CharField()
    brand = Ref(allow_null=True, help_text="null: all brands.")
    state = serializers.CharField()
    version = serializers.IntegerField()
    created_at = Instant()


class RuleDetail(RuleOut):
    params = serializers.JSONField(help_text="By kind: terms and allowed, or triggers, phrases and when_paid.")
    message = serializers.CharField()
    message_zh = serializers.CharField()
    hint = serializers.CharField()
    hint_zh = serializers.CharField()
    written_by = Ref(allow_null=True)
    written_at = Instant()


class RuleWords(Shape):
    name = Line(80)
    name_zh = Line(80, required=False, allow_blank=True, default="")
    severity = serializers.ChoiceField(choices=SEVERITIES)
    brand_id = Id(required=False, allow_null=True, default=None, help_text="null: all brands.")
    message = Line(200)
    message_zh = Line(200, required=False, allow_blank=True, default="")
    hint = Line(200, required=False, allow_blank=True, default="")
    hint_zh = Line(200, required=False, allow_blank=True, default="")
    params = serializers.JSONField(initial={"terms": [{"text": "guaranteed", "suggestion": "expected"}]})


class RuleIn(RuleWords):
    kind = serializers.ChoiceField(choices=sorted(FORMS))


class RulePut(RuleWords):
    version = serializers.IntegerField(min_value=1, help_text="The one that was read.")


class RuleFilters(Shape):
    state = serializers.ChoiceField(choices=[key for key, _label in STATES if key], required=False)


class CheckIn(Shape):
    text = Text(20_000)
    title = Line(200, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(choices=["en", "zh"], default="en")
    paid = Yes(required=False, default=False)


class CheckBrandIn(CheckIn):
    brand_id = Id(required=False, allow_null=True, default=None)


class CheckFinding(serializers.Serializer[Any]):
    """`start` and `end` count code points of the field’s text."""

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


class CheckOut(serializers.Serializer[Any]):
    findings = CheckFinding(many=True)


def _detail(call: Call, rule_id: UUID) -> Any:
    rule = selectors.rule_or_404(call.rights, rule_id)
    version = selectors.newest(rule)
    names = ("id", "name", "name_zh", "kind", "severity", "brand", "state", "version", "created_at")
    said = {name: getattr(rule, name) for name in names}
    words = ("message", "message_zh", "hint", "hint_zh", "written_by", "written_at")
    said |= {name: getattr(version, name) for name in words}
    return {**said, "params": to_json(selectors.params_of(version))}


def _params(kind: str, raw: Any) -> Params:
    try:
        return read_params(kind, raw)
    except ParamsError as wrong:
        errors = [
            field_error(f"#/params/{name}", "invalid", said) for name, found in wrong.errors.items() for said in found
        ]
        raise Problem("fields", errors=errors) from None


def _told(call: Call, kind: str) -> dict[str, Any]:
    data = call.data
    return {
        "params": _params(kind, data["params"]),
        "brand_id": data["brand_id"],
        "words": {name: data[name] for name in actions.WORDS},
    }


@read("rules_list", Act.RULE_SEE, tag="rules", gives=RuleOut, filters=RuleFilters, paged=True)
def rules(call: Call) -> Page:
    """List rules, by name."""
    found = list(selectors.rules(call.rights, call.query.get("state", "")))
    return listed(call.window, found, key=lambda one: f"{one.name} {one.pk}")


@read("rules_get", Act.RULE_SEE, tag="rules", gives=RuleDetail)
def rule(call: Call, rule_id: UUID) -> Any:
    """Read a rule at its newest version."""
    return _detail(call, rule_id)


@write("rules_create", Act.RULE_WRITE, tag="rules", takes=RuleIn, gives=RuleDetail, status=201)
def create(call: Call) -> Any:
    """Write a rule, as a draft. Try it on texts before switching it on."""
    kind = call.data["kind"]
    made = actions.create(call.actor, kind=kind, **_told(call, kind))
    return _detail(call, made.pk)


@write("rules_update", Act.RULE_WRITE, tag="rules", takes=RulePut, gives=RuleDetail, method="PUT")
def edit(call: Call, rule_id: UUID) -> Any:
    """Write the next version of a rule. It applies from now on."""
    found = selectors.rule_or_404(call.rights, rule_id)
    actions.edit(call.actor, rule_id=rule_id, version=call.data["version"], **_told(call, found.kind))
    return _detail(call, rule_id)


@write("rules_switch_on", Act.RULE_WRITE, tag="rules", gives=RuleDetail)
def switch_on(call: Call, rule_id: UUID) -> Any:
    """Switch a rule on."""
    selectors.rule_or_404(call.rights, rule_id)
    actions.switch_on(call.actor, rule_id=rule_id)
    return _detail(call, rule_id)


@write("rules_retire", Act.RULE_WRITE, tag="rules", gives=RuleDetail)
def retire(call: Call, rule_id: UUID) -> Any:
    """Retire a rule. What it found stays on record."""
    selectors.rule_or_404(call.rights, rule_id)
    actions.retire(call.actor, rule_id=rule_id)
    return _detail(call, rule_id)


@ask("rules_try", Act.RULE_SEE, tag="rules", takes=CheckIn, gives=CheckOut)
def try_one(call: Call, rule_id: UUID) -> Any:
    """Try one rule, on or not, on a text."""
    version = selectors.newest(selectors.rule_or_404(call.rights, rule_id))
    texts = _texts(call)
    content = Content.of(texts, call.data["language"], paid=call.data["paid"])
    return {"findings": worded(numbered(run(version, content), list(texts)), [version])}


@ask("rules_check", Act.RULE_SEE, tag="rules", takes=CheckBrandIn, gives=CheckOut)
def check(call: Call) -> Any:
    """Check a text against every rule that is on, for a brand or for all."""
    data = call.data
    brand = brand_or_404(data["brand_id"], call.rights.reach(Act.RULE_SEE)).pk if data["brand_id"] else None
    findings = evaluate(
        org_id=call.org.pk, texts=_texts(call), brand_id=brand, language=data["language"], moment="compose",
        subject_type="api.text", subject_id=uuid4(), digest="", store=False, paid=data["paid"],
    )  # fmt: skip
    return {"findings": findings}


def _texts(call: Call) -> dict[str, str]:
    said = {"title": call.data["title"], "text": call.data["text"]}
    return {field: text for field, text in said.items() if text}
