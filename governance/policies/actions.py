"""Writing rules. What a rule says is never changed: each edit is a new version."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, action
from coe.states import Stale, move
from coe.tenancy.models import Brand
from governance.policies import locks
from governance.policies.models import Kind, Rule, RuleVersion, Severity
from governance.policies.params import Params, to_json
from governance.policies.states import State

WORDS = ("name", "name_zh", "severity", "message", "message_zh", "hint", "hint_zh")


@action(Act.RULE_WRITE)
def create(do: Doing, *, kind: str, params: Params, words: dict[str, str], brand_id: UUID | None = None) -> Rule:
    """A new rule, as a draft. `words`: name, name_zh, severity, message, message_zh, hint, hint_zh."""
    do.require()
    brand = _brand(brand_id)
    rule = Rule(
        org_id=do.org_id,
        kind=Kind(kind),
        name=words["name"],
        name_zh=words.get("name_zh", ""),
        severity=Severity(words["severity"]),
        brand=brand,
    )
    _keep(rule, force_insert=True)
    _write(do, rule, 1, params, words)
    do.record(rule, after=_told(rule, words), detail="drafted")
    return rule


@action(Act.RULE_WRITE)
def edit(
    do: Doing,
    *,
    rule_id: UUID,
    version: int,
    params: Params,
    words: dict[str, str],
    brand_id: UUID | None = None,
) -> Rule:
    """A new version of a rule. `version` is the one the person started from; raises Stale when there is a newer."""
    do.require()
    rule = locks.rule(rule_id)
    if rule.version != version:
        raise Stale(rule)
    before = {"name": rule.name, "severity": rule.severity, "version": rule.version}
    rule.name, rule.name_zh = words["name"], words.get("name_zh", "")
    rule.severity, rule.brand, rule.version = Severity(words["severity"]), _brand(brand_id), version + 1
    _keep(rule, update_fields=["name", "name_zh", "severity", "brand", "version"])
    _write(do, rule, rule.version, params, words)
    do.record(rule, before=before, after=_told(rule, words), detail="edited")
    return rule


@action(Act.RULE_WRITE)
def switch_on(do: Doing, *, rule_id: UUID) -> Rule:
    return _move(do, rule_id, State.ACTIVE, "switched-on")


@action(Act.RULE_WRITE)
def retire(do: Doing, *, rule_id: UUID) -> Rule:
    return _move(do, rule_id, State.RETIRED, "retired")


def _move(do: Doing, rule_id: UUID, state: State, detail: str) -> Rule:
    do.require()
    rule = locks.rule(rule_id)
    before = rule.state
    move(rule, state)
    do.record(rule, before={"state": before}, after={"state": state.value}, detail=detail)
    return rule


def _brand(brand_id: UUID | None) -> Brand | None:
    if brand_id is None:
        return None
    brand = Brand.objects.filter(pk=brand_id).first()
    if brand is None:
        raise Http404
    return brand


def _keep(rule: Rule, **how: Any) -> None:
    try:
        with transaction.atomic():
            rule.save(**how)
    except IntegrityError:
        raise ValidationError({"name": _("There is a rule of this name already.")}) from None


def _write(do: Doing, rule: Rule, number: int, params: Params, words: dict[str, str]) -> None:
    RuleVersion.objects.create(
        org_id=do.org_id,
        rule=rule,
        number=number,
        params=to_json(params),
        written_by_id=do.actor.member_id,
        **{name: words.get(name, "") for name in WORDS[3:]},
    )


def _told(rule: Rule, words: dict[str, str]) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind,
        "severity": rule.severity,
        "version": rule.version,
        "message": words["message"],
    }
