"""Row locks of rules."""

from uuid import UUID

from django.http import Http404

from governance.policies.models import Rule


def rule(rule_id: UUID) -> Rule:
    held = Rule.objects.select_for_update(of=("self",)).filter(pk=rule_id).first()
    if held is None:
        raise Http404
    return held
