"""Runs over many rows: the start from a list, the page with their progress, and undo."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coe.access.gate import Audience, Request, open_to
from coe.lists import many as runs
from coe.lists.kinds import ListKind
from coe.lists.many import ManyAct, Run
from coe.lists.selectors import sent_from
from coe.web.links import to


def picked(request: Request, every: Callable[[str], Sequence[UUID]]) -> list[UUID]:
    """The rows that were picked; `every(query)` gives all that match, when those were asked for."""
    if request.POST.get("every") == "on":
        return list(every(request.POST.get("query", "")[:2000]))
    return [one for value in request.POST.getlist("pick") if (one := _uuid(value))]


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def start(
    request: Request, kind: ListKind, act: ManyAct, ids: Sequence[UUID], args: Mapping[str, Any]
) -> HttpResponseBase:
    """Does ACT to these rows: at once, or on a page that shows how far it is."""
    back = sent_from(request, kind)
    press = _press(request)
    # The same press again may match other rows: the first one changed them.
    if first := runs.begun(request, press):
        return _on(request, first)
    if not ids:
        messages.warning(request, _("Pick at least one row."))
        return redirect(back)
    return _on(request, runs.begin(request, act, ids, args, back, press=press))


def _press(request: Request) -> str:
    """One press of a button on one showing of a page: the page's token differs with every showing. Empty without it."""
    if not request.POST.get("csrfmiddlewaretoken"):
        return ""
    said = sorted((name, sorted(values)) for name, values in request.POST.lists())
    return hashlib.sha256(json.dumps([request.path, said]).encode()).hexdigest()


def _on(request: Request, run: Run) -> HttpResponseBase:
    if not run.over:
        return redirect(to(request, "list_many", run.token))
    _tell(request, run)
    return redirect(run.next)


def _tell(request: Request, run: Run) -> None:
    done = len(run.undo)
    if run.backwards and done:
        said = ngettext("Undone for %(count)d row.", "Undone for %(count)d rows.", done) % {"count": done}
        messages.success(request, run.known.undone(done) if run.known.undone else said)
    elif done:
        undo = f"undo:{to(request, 'list_many_undo', run.token)}" if run.known.back else ""
        messages.success(request, run.known.done(done), extra_tags=undo)
    if run.failed:
        messages.warning(request, _stayed(run.failed) if run.backwards else run.known.left(run.failed))
    if run.beyond:
        said = ngettext(
            "%(count)d more row was meant than one run takes; it stays as it is. Begin again for it.",
            "%(count)d more rows were meant than one run takes; they stay as they are. Begin again for them.",
            run.beyond,
        )
        messages.warning(request, said % {"count": run.beyond})


def _stayed(count: int) -> str:
    said = ngettext(
        "%(count)d row stays as it is: somebody changed it since, or it is not yours to change.",
        "%(count)d rows stay as they are: somebody changed them since, or they are not yours to change.",
        count,
    )
    return said % {"count": count}


def _or_404(request: Request, token: UUID) -> Run:
    run = runs.kept(request, token)
    if run is None:
        raise Http404
    return run


@open_to(Audience.MEMBER, reason="one's own run; each row asks for its own right")
@require_http_methods(["GET", "POST"])
def many(request: Request, token: UUID) -> HttpResponseBase:
    """How far a run is; POST does the next portion."""
    run = _or_404(request, token)
    quick = request.headers.get("HX-Request") == "true"
    busy = False
    if request.method == "POST" and not run.over:
        # Two tabs, or a request that was sent twice: the other one's portion is waited for.
        done = runs.go_on(request, token)
        run, busy = done or run, done is None
    if run.over:
        if request.method == "POST":
            _tell(request, run)
        if quick:
            return HttpResponse(headers={"HX-Redirect": run.next})
        return redirect(run.next)
    return render(request, "lists/progress.html" if quick else "lists/many.html", {"run": run, "busy": busy})


@open_to(Audience.MEMBER, reason="undoing one's own run; each row asks for its own right")
@require_POST
def undo(request: Request, token: UUID) -> HttpResponseBase:
    run = _or_404(request, token)
    if run.known.back is None or run.backwards:
        raise Http404
    if not run.undoable:
        messages.error(request, _("It is too late to undo this: others may have gone on with it."))
        return redirect(run.next)
    return _on(request, runs.reverse(request, run))
