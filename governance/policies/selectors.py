"""Reading rules."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from coe.access.api import Act, Rights
from governance.policies.models import Rule, RuleVersion
from governance.policies.params import Params, read
from governance.seen import of_brands


def visible(rights: Rights) -> QuerySet[Rule]:
    """Rules for all brands, and those of the member's own."""
    return Rule.objects.filter(of_brands(rights, Act.RULE_SEE, Act.RULE_WRITE))


def rules(rights: Rights, state: str = "") -> QuerySet[Rule]:
    """Rules by name, those that are on first."""
    found = visible(rights).select_related("brand").order_by("state", "name", "pk")
    return found.filter(state=state) if state else found


def rule_or_404(rights: Rights, rule_id: UUID) -> Rule:
    found = visible(rights).select_related("brand").filter(pk=rule_id).first()
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
