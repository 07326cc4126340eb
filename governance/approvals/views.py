"""My approvals: the queue, one request, deciding, taking back, several at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from coe.access.api import Act, Audience, Denied, Request, gate, open_to
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import Listing, opened
from coe.search.folding import words_of
from coe.states import Stale
from coe.web import counts
from coe.web.links import to
from governance.approvals import actions, page, selectors
from governance.approvals.deciding import ContentChanged
from governance.approvals.forms import CommentForm, DecideForm

ONLY_MINE = "lists only what the member may decide, or has sent; the view asks for one of the two rights"


APPROVALS = declare(
    ListKind(
        "approvals",
        gettext_lazy("Approvals"),
        "approvals",
        (Act.POST_APPROVE, Act.POST_SUBMIT),
        [],
        filters=("view", "q"),
    )
)
MOST_PORTIONS = 50


def _queue(request: Request) -> page.Queue:
    asked = request.GET.get("portions", "")
    portions = min(int(asked), MOST_PORTIONS) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1
    shown = page.queue(
        request.member, request.rights, view=request.GET.get("view", ""), brand=request.brand_filter,
        market=request.market_filter, words=" ".join(words_of(request.GET.get("q", ""))), portions=max(1, portions),
    )  # fmt: skip
    if shown.approver:
        counts.counted("approvals", request, shown.counts["decide"])
    return shown


@open_to(Audience.MEMBER, reason=ONLY_MINE)
def queue(request: Request) -> HttpResponse:
    if not page.has_queue(request.rights):
        raise Denied(Act.POST_APPROVE)
    listing = opened(request, APPROVALS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    shown = _queue(request)
    first = shown.rows[0] if shown.rows else None
    return _page(request, shown, first.id if first else None, listed=True, listing=listing)


@gate(Act.POST_SEE)
def one(request: Request, request_id: UUID) -> HttpResponse:
    return _page(request, _queue(request), request_id)


def _page(
    request: Request,
    shown: page.Queue,
    request_id: UUID | None,
    *,
    listed: bool = False,
    listing: Listing | None = None,
    form: DecideForm | None = None,
    comment_form: CommentForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The three panes; for htmx only what changes when another request is chosen."""
    context: dict[str, Any] = {"queue": shown, "listed": listed, "problem": problem, "act": ""}
    if request_id:
        found = selectors.request_or_404(request_id, request.rights, request.member)
        seen = ""
        if not listed and request.rights.may(Act.POST_SEE, brand=found.brand_id):
            seen = actions.saw(request.actor, request_id=request_id)
        context |= {
            "sheet": page.sheet(request, found, request.member, request.rights, seen=seen),
            "current": request_id,
            "number": (shown.place(request_id) or 0) + 1,
            "before": shown.beside(request_id, -1),
            "after": shown.beside(request_id, 1),
            "form": form or DecideForm(),
            "comment_form": comment_form or CommentForm(),
            "act": _act(request, form),
        }
    htmx: Any = getattr(request, "htmx", None)
    fragment = htmx and not htmx.history_restore_request and request.method == "GET" and not listed
    if not fragment:
        context["listing"] = listing or opened(request, APPROVALS)
    template = "governance/approvals/swap.html" if fragment else "governance/approvals/approvals.html"
    return render(request, template, context, status=status)


def _act(request: Request, form: DecideForm | None) -> str:
    """Which form stands open in the right pane: changes, reject, or none."""
    asked = form.data.get("kind", "") if form else request.GET.get("act", "")
    return asked if asked in {"changes", "reject"} else ""


@gate(Act.POST_APPROVE)
@require_POST
def decide(request: Request, request_id: UUID) -> HttpResponse:
    selectors.request_or_404(request_id, request.rights, request.member)
    shown = _queue(request)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, request_id, form=form, status=422)
    try:
        result = actions.answer(request.actor, request_id=request_id, **form.chosen())
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, shown, request_id, form=form, status=422)
    except ContentChanged:
        problem = _("The content changed since you opened this page, so nothing was decided. Look at it again.")
        return _page(request, shown, request_id, form=form, problem=problem, status=409)
    left = shown.counts["decide"] - (shown.place(request_id) is not None)
    _say(request, result, form.cleaned_data["kind"], left=left if shown.view == "decide" else None)
    after = shown.beside(request_id, 1) or shown.beside(request_id, -1)
    return redirect(to(request, "approval", after.id) if after else to(request, "approvals"))


def _say(request: Request, result: actions.Result, kind: str, *, left: int | None) -> None:
    """What happened, and how many still wait."""
    if result.state == "expired":
        messages.warning(request, _("Its slot has passed, so it expired. Nothing goes out late."))
        return
    said = {
        "approve": _("Approved “%(post)s”"),
        "changes": _("Sent back “%(post)s”"),
        "reject": _("Rejected “%(post)s”"),
    }[kind]
    undo = f"undo:{to(request, 'approval_retract', result.answer_id)}" if result.answer_id else ""
    words = said % {"post": result.label}
    if left is not None:
        words = f"{words}. {_left(left)}"
    messages.success(request, words, extra_tags=undo)


def _left(count: int) -> str:
    return ngettext("%(count)d left.", "%(count)d left.", count) % {"count": count} if count else _("None left.")


@gate(Act.POST_APPROVE)
@require_POST
def retract(request: Request, answer_id: UUID) -> HttpResponse:
    try:
        request_id = actions.retract(request.actor, answer_id=answer_id)
    except Stale:
        messages.error(request, _("Too late: your answer counts already."))
        return redirect(to(request, "approvals"))
    messages.success(request, _("Taken back. It waits for you again."))
    return redirect(to(request, "approval", request_id))


@gate(Act.POST_SEE)
@require_POST
def comment(request: Request, request_id: UUID) -> HttpResponse:
    selectors.request_or_404(request_id, request.rights, request.member)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, _queue(request), request_id, comment_form=form, status=422)
    actions.comment(request.actor, request_id=request_id, text=form.cleaned_data["text"])
    return redirect(to(request, "approval", request_id) + "#comments")
