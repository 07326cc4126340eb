"""Several approvals at once: choose, look at each, approve each by its own digest, take all back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coe.access.api import Act, Denied, Request, gate
from coe.states import Stale
from coe.web.joining import flowing
from coe.web.links import to
from governance.approvals import actions, page, selectors
from governance.approvals.deciding import ContentChanged

MOST = 50
"""Rows one page offers, and how many are approved at once."""
KEPT = 300
"""Seconds for which it is known what was approved together; the answers themselves count sooner."""


@dataclass(frozen=True)
class Outcome:
    """What came of one of them, and the answer that can still be taken back."""

    row: selectors.Row
    ok: bool
    said: str
    answer_id: UUID | None = None


@gate(Act.POST_APPROVE)
def several(request: Request) -> HttpResponse:
    """GET: choose among what waits. POST: look at what was picked; with `sure`, approve it."""
    if request.method != "POST":
        return _choose(request)
    wanted = set(request.POST.getlist("pick"))
    if len(wanted) > MOST:
        problem = ngettext("Pick at most %(most)d post at once.", "Pick at most %(most)d posts at once.", MOST)
        return _choose(request, problem % {"most": MOST})
    picked = _waiting(request, wanted)
    if not picked:
        return _choose(request, _("Pick at least one post."))
    gone = len(wanted) - len(picked)
    if "sure" not in request.POST:
        sheets = [(row, _sheet(request, row.id)) for row in picked]
        return render(request, "governance/approvals/several_look.html", {"sheets": sheets, "gone": gone})
    outcomes = [_approve(request, row) for row in picked]
    _offer_undo(request, [one.answer_id for one in outcomes if one.answer_id])
    return render(request, "governance/approvals/several_done.html", {"outcomes": outcomes, "gone": gone})


def _mine(request: Request) -> QuerySet[Any]:
    return selectors.to_decide(request.member, request.rights, request.brand_filter, request.market_filter)


def _choose(request: Request, problem: str = "") -> HttpResponse:
    waiting = _mine(request).select_related("brand")
    shown = Paginator(waiting, MOST).get_page(request.GET.get("page"))
    context = {"rows": selectors.rows_of(list(shown)), "page": shown, "problem": problem}
    return render(request, "governance/approvals/several.html", context, status=422 if problem else 200)


def _waiting(request: Request, wanted: set[str]) -> list[selectors.Row]:
    ids = [found for one in wanted if (found := _uuid(one))]
    waiting = _mine(request).filter(pk__in=ids)
    return selectors.rows_of(list(waiting.select_related("brand")))


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _offer_undo(request: Request, answers: Sequence[UUID]) -> None:
    """One button for all of them, as for a single answer."""
    if not answers:
        return
    token = uuid4()
    cache.set(_key(request, token), [str(one) for one in answers], KEPT)
    said = ngettext("%(count)d post approved", "%(count)d posts approved", len(answers)) % {"count": len(answers)}
    messages.success(request, said, extra_tags=f"undo:{to(request, 'approvals_several_retract', token)}")


def _key(request: Request, token: UUID) -> str:
    return f"several:{request.org.pk}:{request.member.pk}:{token}"


@gate(Act.POST_APPROVE)
@require_POST
def retract(request: Request, token: UUID) -> HttpResponse:
    """Takes back what was approved together, as far as it does not count yet."""
    answers: list[str] | None = cache.get(_key(request, token))
    if answers is None:
        raise Http404
    cache.delete(_key(request, token))
    back = sum(_take_back(request, UUID(one)) for one in answers)
    if back:
        said = ngettext(
            "%(count)d taken back. It waits for you again.", "%(count)d taken back. They wait for you again.", back
        )
        messages.success(request, said % {"count": back})
    if late := len(answers) - back:
        said = ngettext("%(count)d counts already.", "%(count)d count already.", late)
        messages.error(request, _("Too late: %(what)s") % {"what": said % {"count": late}})
    return redirect(to(request, "approvals"))


def _take_back(request: Request, answer_id: UUID) -> bool:
    try:
        actions.retract(request.actor, answer_id=answer_id)
    except (Stale, Denied, Http404):
        return False
    return True


def _sheet(request: Request, request_id: UUID) -> page.Sheet:
    found = selectors.request_or_404(request_id, request.rights, request.member)
    return page.sheet(request, found, request.member, request.rights, seen="")


def _approve(request: Request, row: selectors.Row) -> Outcome:
    """One answer in its own savepoint, by the digest and step that stood on the page."""
    given: Any = request.POST
    step = given.get(f"step-{row.id}", "")
    try:
        result = actions.answer(
            request.actor,
            request_id=row.id,
            kind="approve",
            digest=given.get(f"digest-{row.id}", "")[:64],
            step=int(step) if step.isdecimal() and len(step) < 4 else 0,
        )
    except ContentChanged:
        return Outcome(row, False, _("The content changed since you looked. Open it and look again."))
    except Stale:
        return Outcome(row, False, _("Somebody else was first, or you have decided already."))
    except Denied as denied:
        return Outcome(row, False, denied.reason or _("You may not approve this one."))
    except ValidationError as error:
        return Outcome(row, False, flowing(error.messages))
    if result.state == "expired":
        return Outcome(row, False, _("Its slot has passed, so it expired."))
    return Outcome(row, True, _("Approved"), result.answer_id)
