"""A post's own page: its story, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coe.access.api import Act, Request, gate
from coe.web.joining import flowing
from coe.web.links import to
from governance import api as governance
from publishing.content import commenting, history, living, selectors, shifting, timeline, undoing
from publishing.content.moments import moments
from publishing.content.page_forms import CommentForm, MoveForm, WithdrawForm
from publishing.content.panels import PostPanel, panels
from publishing.content.previews import previews
from publishing.content.standing import standing
from publishing.content.states import State, overall
from publishing.content.wire import wires
from publishing.content.writing import OUT
from publishing.delivery.selectors import for_post

_SAVES = 60
"""As many saves are told in the story; the rest stand under “All versions”."""


@gate(Act.POST_SEE)
@require_GET
def post(request: Request, post_id: UUID) -> HttpResponse:
    return _page(request, post_id)


@gate(Act.POST_SEE)
@require_GET
def live(request: Request, post_id: UUID) -> HttpResponse:
    """What changed on the page since ?mark: nothing (204), or its moving parts anew. Asked by an open page."""
    found = selectors.post_or_404(request.rights, post_id)
    if living.mark(found) == request.GET.get("mark"):
        return HttpResponse(status=204)
    return render(request, "publishing/posts/live.html", _context(request, found))


def _page(
    request: Request, post_id: UUID, *, move_form: Any = None, comment_form: Any = None, status: int = 200
) -> HttpResponse:
    found = selectors.post_or_404(request.rights, post_id)
    context = _context(request, found)
    context["move_form"] = move_form or MoveForm.of(found)
    context["comment_form"] = comment_form or CommentForm()
    return render(request, "publishing/posts/post.html", context, status=status)


def _context(request: Request, found: Any) -> dict[str, Any]:
    sent = wires(found)
    shown = [wire for wire in sent if wire.version.state != State.WITHDRAWN] or sent
    requests = governance.requests_about(found.pk)
    approval = requests[0] if requests else None
    look = selectors.look(overall(wire.version.state for wire in sent), found.slot)
    mine = request.rights
    deliveries = for_post((wire.version for wire in sent), mine)
    moving = shifting.moving_of(wire.version for wire in sent)
    revisions = selectors.revisions(found, limit=_SAVES + 1)
    made = timeline.entries(
        revisions=revisions,
        requests=requests,
        findings=governance.findings_of(approval) if approval else [],
        deliveries=deliveries,
        comments=approval.comments if approval else governance.comments_on(found.pk),
        moments=moments(request, found.pk),
    )
    parts = panels(request, found.pk)
    return {
        "post": found,
        "first_line": selectors.first_line(found),
        "state": look,
        "stand": standing(look, shown, approval, deliveries),
        "mark": living.mark(found),
        "versions": [
            {"wire": wire, "state": selectors.look(wire.version.state, found.slot), "preview": preview}
            for wire, preview in zip(shown, previews(shown), strict=True)
        ],
        "approval": approval,
        "ahead": [one for one in made if one.ahead],
        "story": [one for one in made if not one.ahead],
        "older": len(revisions) > _SAVES,
        "links": selectors.links_of(sent),
        "results": _rendered(request, [part for part in parts if part.place == "results"]),
        "panels": _rendered(request, [part for part in parts if part.place != "results"]),
        "may": {
            "draft": selectors.may(mine, Act.POST_DRAFT, found),
            "move": bool(moving and shifting.way(mine, found.brand_id, moving)),
            "withdraw": selectors.may(mine, Act.POST_WITHDRAW, found),
        },
        "withdrawable": any(wire.version.state not in OUT | {State.WITHDRAWN} for wire in sent),
    }


def _rendered(request: Request, parts: list[PostPanel]) -> list[str]:
    return [render_to_string(part.template, dict(part.context), request=request) for part in parts]


@gate(Act.POST_SEE)
@require_POST
def move(request: Request, post_id: UUID) -> HttpResponseBase:
    """Another time, from the post's page."""
    found = selectors.post_or_404(request.rights, post_id)
    if request.POST.get("quick"):
        # Pressed without script: the time comes with the button, and is not taken before “Move it”.
        typed = [request.POST["quick"], request.POST.get("slot_1", found.zone)]
        return _page(request, post_id, move_form=MoveForm(post=found, initial={"slot": typed}))
    form = MoveForm(request.POST, post=found)
    if not form.is_valid():
        return _page(request, post_id, move_form=form, status=422)
    wall = form.cleaned_data["slot"]
    try:
        undo = undoing.move(request, found, wall.time, wall.zone, again=form.cleaned_data["again"])
    except ValidationError as error:
        form.add_error("slot", error)
        if error.code == "another_day":
            form.ask_again()
        return _page(request, post_id, move_form=form, status=422)
    messages.success(request, _("Moved"), extra_tags=undo)
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
        messages.error(request, flowing(form.errors["reason"]))
        return redirect(to(request, "post", post_id))
    try:
        undo = undoing.withdraw(request, post_id, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("Withdrawn"), extra_tags=undo)
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
