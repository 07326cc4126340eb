"""Trying a rule on past posts, and switching it on with that before one’s eyes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from coe.access.api import Act, Request, gate
from coe.web.links import to
from governance.dryruns import actions, selectors
from governance.dryruns.showing import newest_of, result_of
from governance.policies import actions as policies
from governance.policies.selectors import rule_or_404
from governance.policies.states import State


@gate(Act.RULE_WRITE)
@require_POST
def begin(request: Request, rule_id: UUID) -> HttpResponse:
    run = actions.begin(request.actor, rule_id=rule_or_404(request.rights, rule_id).pk)
    return redirect(to(request, "rule_dry_run", rule_id, run.pk))


@gate(Act.RULE_WRITE)
@require_GET
@vary_on_headers("HX-Request")
def dry_run(request: Request, rule_id: UUID, run_id: UUID) -> HttpResponse:
    """The result, or how far it is."""
    rule = rule_or_404(request.rights, rule_id)
    context = result_of(request, selectors.run_or_404(request.member, rule, run_id)) | {"rule": rule}
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"governance/dryruns/{'result' if part else 'run'}.html", context)


@gate(Act.RULE_WRITE)
@require_http_methods(["GET", "POST"])
def switch_on(request: Request, rule_id: UUID) -> HttpResponse:
    """Asks first, and says what the rule would have done so far."""
    rule = rule_or_404(request.rights, rule_id)
    if request.method == "POST":
        policies.switch_on(request.actor, rule_id=rule_id)
        messages.success(request, _("The rule is on."))
        return redirect(to(request, "rule", rule_id))
    if rule.state == State.ACTIVE:
        messages.info(request, _("The rule is on."))
        return redirect(to(request, "rule", rule_id))
    return render(request, "governance/dryruns/switch_on.html", {"rule": rule} | newest_of(request, rule))
