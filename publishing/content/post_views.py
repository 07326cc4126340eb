"""A post's own page: its story, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coe.access.api import Act, Request, Rights, gate
from coe.web.links import to
from governance import api as governance
from publishing.content import actions, commenting, history, selectors
from publishing.content.page_forms import CommentForm, MoveForm, WithdrawForm
from publishing.content.panels import panels
from publishing.content.previews import previews
from publishing.content.states import State, overall
from publishing.content.wire import wires
from publishing.content.writing import OUT

DELIVERIES = "publishing/delivery/on_post.html"


@gate(Act.POST_SEE)
@require_GET
def post(request: Request, post_id: UUID) -> HttpResponse:
    return _page(request, post_id)


def _page(
    request: Request, post_id: UUID, *, move_form: Any = None, comment_form: Any = None, status: int = 200
) -> HttpResponse:
    found = selectors.post_or_404(request.rights, post_id)
    sent = wires(found)
    living = [wire for wire in sent if wire.version.state != State.WITHDRAWN] or sent
    approval = governance.latest_request(found.pk)
    story = history.told(selectors.revisions(found, limit=31))
    mine = request.rights
    context = {
        "post": found,
        "first_line": selectors.first_line(found),
        "state": selectors.look(overall(wire.version.state for wire in sent)),
        "versions": [
            {"wire": wire, "state": selectors.look(wire.version.state), "preview": preview}
            for wire, preview in zip(living, previews(living), strict=True)
        ],
        "approval": approval,
        "steps": _steps(approval, request),
        "story": story[:30],
        "older": len(story) > 30,
        "history_url": to(request, "post_versions", found.pk),
        "links": selectors.links_of(found),
        "panels": [
            render_to_string(panel.template, dict(panel.context), request=request)
            for panel in panels(request, found.pk)
        ],
        "deliveries": _deliveries(found.pk, mine),
        "move_form": move_form or MoveForm.of(found),
        "comments": approval.comments if approval else governance.comments_on(found.pk),
        "comment_form": comment_form or CommentForm(),
        "may": {
            "draft": selectors.visible(mine, Act.POST_DRAFT).filter(pk=found.pk).exists(),
            "move": mine.may(Act.POST_SCHEDULE, brand=found.brand_id),
            "withdraw": selectors.visible(mine, Act.POST_WITHDRAW).filter(pk=found.pk).exists(),
        },
        "movable": any(wire.version.state not in OUT for wire in living),
        "withdrawable": any(wire.version.state not in OUT | {State.WITHDRAWN} for wire in sent),
    }
    return render(request, "publishing/posts/post.html", context, status=status)


def _deliveries(post_id: UUID, rights: Rights) -> dict[str, Any] | None:
    """What delivery says of this post, when that slice has something to say."""
    try:
        from publishing.delivery.selectors import for_post

        get_template(DELIVERIES)
    except (ImportError, TemplateDoesNotExist):
        return None
    return {"template": DELIVERIES, "rows": for_post(post_id, rights)}


def _steps(approval: Any, request: Request) -> list[dict[str, Any]]:
    """The request as components/trail.html tells it."""
    if approval is None:
        return []
    sender = approval.submitted_by
    told: list[dict[str, Any]] = [
        {
            "name": sender.name,
            "initials": sender.initials,
            "title": _("Sent by %(name)s") % {"name": sender.name},
            "moment": approval.submitted_at,
            "done": "ok",
            "me": sender.pk == request.member.pk,
        }
    ]
    for step in approval.steps:
        for decision in step.decisions:
            told.append(
                {
                    "name": decision.member.name,
                    "initials": decision.member.initials,
                    "title": f"{step.name}: {decision.member.name}",
                    "note": " ".join(part for part in (decision.label, decision.reason, decision.comment) if part),
                    "moment": decision.at,
                    "done": decision.done,
                    "me": decision.member.pk == request.member.pk,
                }
            )
        if step.state != "done":
            names = ", ".join(member.name for member in step.approvers[:4])
            first = step.approvers[0] if step.approvers else None
            told.append(
                {
                    "name": names,
                    "initials": first.initials if first else "?",
                    "title": step.name,
                    "note": f"{names} {step.rule}".strip(),
                    "due": step.due_at if step.state == "current" and approval.open else None,
                    "current": step.state == "current" and approval.open,
                }
            )
    return told


@gate(Act.POST_SEE)
@require_POST
def move(request: Request, post_id: UUID) -> HttpResponseBase:
    """Another time, from the post's page."""
    found = selectors.post_or_404(request.rights, post_id)
    form = MoveForm(request.POST, post=found)
    if not form.is_valid():
        return _page(request, post_id, move_form=form, status=422)
    wall = form.cleaned_data["slot"]
    try:
        if request.rights.may(Act.POST_SCHEDULE, brand=found.brand_id):
            again = form.cleaned_data["again"]
            actions.reschedule(request.actor, post_id=post_id, time=wall.time, zone=wall.zone, again=again)
        else:
            actions.plan(request.actor, post_id=post_id, time=wall.time, zone=wall.zone)
    except ValidationError as error:
        form.add_error("slot", error)
        if error.code == "another_day":
            form.ask_again()
        return _page(request, post_id, move_form=form, status=422)
    messages.success(request, _("Moved"))
    return redirect(to(request, "post", post_id))


@gate(Act.POST_SEE)
@require_POST
def comment(request: Request, post_id: UUID) -> HttpResponseBase:
    """A word about the post, whether or not it is in approval."""
    selectors.post_or_404(request.rights, post_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, post_id, comment_form=form, status=422)
    commenting.comment(request.actor, post_id=post_id, text=form.cleaned_data["text"])
    return redirect(to(request, "post", post_id) + "#comments")


@gate(Act.POST_WITHDRAW)
@require_POST
def withdraw(request: Request, post_id: UUID) -> HttpResponseBase:
    selectors.post_or_404(request.rights, post_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect(to(request, "post", post_id))
    try:
        actions.withdraw(request.actor, post_id=post_id, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Withdrawn"))
    return redirect(to(request, "post", post_id))


VERSIONS = 50


@gate(Act.POST_SEE)
@require_GET
def versions(request: Request, post_id: UUID) -> HttpResponse:
    """Every revision, word by word; ?from and ?to compare any two."""
    found = selectors.post_or_404(request.rights, post_id)
    first, last = _number(request.GET.get("from")), _number(request.GET.get("to"))
    page = Paginator(selectors.all_revisions(found), VERSIONS).get_page(request.GET.get("page"))
    compared = None
    if first and last:
        before, after = selectors.revision(found, first), selectors.revision(found, last)
        if before is None or after is None:
            raise Http404
        compared = {
            "before": before,
            "after": after,
            "changes": history.between(before.content, after.content),
        }
    context = {
        "post": found,
        "first_line": selectors.first_line(found),
        "story": history.told_page(page),
        "page": page,
        "compared": compared,
    }
    return render(request, "publishing/posts/versions.html", context)


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 0
