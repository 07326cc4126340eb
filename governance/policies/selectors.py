"""Reading rules."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from governance.policies.models import Rule, RuleVersion
from governance.policies.params import Params, read


def rules(state: str = "") -> QuerySet[Rule]:
    """Rules by name, those that are on first."""
    found = Rule.objects.select_related("brand").order_by("state", "name", "pk")
    return found.filter(state=state) if state else found


def rule_or_404(rule_id: UUID) -> Rule:
    found = Rule.objects.select_related("brand").filter(pk=rule_id).first()
    if found is None:
        raise Http404
    return found


def newest(rule: Rule) -> RuleVersion:
    return RuleVersion.objects.select_related("rule", "written_by").get(rule=rule, number=rule.version)


def params_of(version: RuleVersion) -> Params:
    return read(version.rule.kind, version.params)


def history(rule: Rule) -> QuerySet[RuleVersion]:
    """Every version of a rule, the newest first."""
    return RuleVersion.objects.filter(rule=rule).select_related("written_by").defer("params").order_by("-number")
