"""Rules: the list, writing one, trying it on a text, retiring it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, gate
from coe.web.links import to
from governance.dryruns.showing import newest_of
from governance.policies import actions, selectors
from governance.policies.checks import Content
from governance.policies.evaluation import numbered, run, worded
from governance.policies.forms import FORMS, RuleForm, TryForm, initial
from governance.policies.kinds import KINDS, STATES, severity_chip, state_chip

PER_PAGE = 50


@gate(Act.RULE_SEE)
def rules(request: Request) -> HttpResponse:
    state = request.GET.get("state", "")
    found = selectors.rules(request.rights, state if state in {key for key, _label in STATES} else "")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(rule, state_chip(rule), severity_chip(rule)) for rule in page.object_list]
    return render(
        request,
        "governance/policies/rules.html",
        {
            "rows": rows,
            "page": page,
            "state": state,
            "states": STATES,
            "kinds": KINDS,
            "may_write": _may_write(request),
        },
    )


@gate(Act.RULE_SEE)
def rule(request: Request, rule_id: UUID) -> HttpResponse:
    found = selectors.rule_or_404(request.rights, rule_id)
    version = selectors.newest(found)
    form = TryForm(request.POST or None, initial={"language": "en"})
    tried = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        content = Content.of({"text": text}, form.cleaned_data["language"], paid=form.cleaned_data["paid"])
        findings = worded(numbered(run(version, content), ["text"]), [version])
        tried = {"text": text, "findings": findings, "spans": [one.span for one in findings]}
    context = {
        "rule": found,
        "version": version,
        "params": selectors.params_of(version),
        "state": state_chip(found),
        "severity": severity_chip(found),
        "form": form,
        "tried": tried,
        "history": selectors.history(found),
        "may_write": _may_write(request),
        **newest_of(request, found),
    }
    status = 422 if form.errors else 200
    return render(request, "governance/policies/rule.html", context, status=status)


@gate(Act.RULE_WRITE)
def new(request: Request, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, initial={"severity": "warn", "when_paid": True})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create(request.actor, kind=kind, **_typed(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Kept as a draft. Try it on a text, then switch it on."))
            return redirect(to(request, "rule", made.pk))
    return _edit_page(request, form, None)


@gate(Act.RULE_WRITE)
def edit(request: Request, rule_id: UUID) -> HttpResponse:
    found = selectors.rule_or_404(request.rights, rule_id)
    version = selectors.newest(found)
    form = FORMS[found.kind](request.POST or None, initial=initial(version, selectors.params_of(version)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(request.actor, rule_id=rule_id, version=_number(request.POST.get("version")), **_typed(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Kept as a new version. It applies from now on."))
            return redirect(to(request, "rule", rule_id))
    return _edit_page(request, form, found)


@gate(Act.RULE_WRITE)
@require_POST
def retire(request: Request, rule_id: UUID) -> HttpResponse:
    found = selectors.rule_or_404(request.rights, rule_id)
    actions.retire(request.actor, rule_id=found.pk)
    messages.success(request, _("The rule is retired. What it found stays on record."))
    return redirect(to(request, "rule", rule_id))


def _edit_page(request: Request, form: RuleForm, found: Any) -> HttpResponse:
    context = {"form": form, "rule": found, "kind": dict(KINDS)[form.kind]}
    status = 422 if form.errors else 200
    return render(request, "governance/policies/edit.html", context, status=status)


def _typed(form: RuleForm) -> dict[str, Any]:
    return {"params": form.params, "brand_id": form.brand_id(), "words": form.words()}


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else 0


def _may_write(request: Request) -> bool:
    return request.rights.may(Act.RULE_WRITE)
