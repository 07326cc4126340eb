"""Keeping, opening and sharing views of a list, and choosing its columns."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import Act
from coe.access.gate import Audience, Request, gate, open_to
from coe.lists import actions, selectors
from coe.lists.forms import NameForm
from coe.lists.kinds import ListKind, kind_of
from coe.web import refusals
from coe.web.joining import flowing
from coe.web.links import to

OWN = "one's own views of a list"


def _kind_or_404(request: Request, key: str) -> ListKind:
    """A list this member may open."""
    kind = kind_of(key)
    if kind is None or not any(request.rights.may(act, anywhere=True) for act in kind.acts):
        raise Http404
    return kind


def _kind_of_view(request: Request, view_id: UUID) -> tuple[ListKind, Any]:
    view = selectors.view_or_404(request.member, view_id)
    return _kind_or_404(request, view.kind), view


@open_to(Audience.MEMBER, reason=OWN)
@require_GET
def manage(request: Request, kind: str) -> HttpResponse:
    """All views of a list, to rename, share and delete."""
    return _managed(request, _kind_or_404(request, kind))


def _managed(request: Request, found: ListKind, wrong: dict[str, Any] | None = None) -> HttpResponse:
    """wrong: {"view", "name", "said"} of a name that was refused; it stands at its field, as it was typed."""
    context = {
        "listing": selectors.opened(request, found),
        "back": to(request, found.name),
        "may_share": request.rights.may(Act.VIEW_SHARE),
        "wrong": wrong,
    }
    return render(request, "lists/views.html", context, status=422 if wrong else 200)


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def keep(request: Request, kind: str) -> HttpResponseBase:
    found = _kind_or_404(request, kind)
    form = NameForm(request.POST)
    query = found.query(request.POST.get("query", "")[:2000])
    if not form.is_valid():
        return _refused(request, found, query, refusals.said(form["name"]))
    columns = [key for key in request.POST.getlist("column") if key in {column.key for column in found.choosable}]
    try:
        view = actions.keep_view(
            request.actor, kind=found, name=form.cleaned_data["name"], query=query, columns=columns
        )
    except ValidationError as error:
        return _refused(request, found, query, flowing(error.messages))
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(f"{to(request, found.name)}?{view.query}{'&' if view.query else ''}saved={view.pk}")


def _refused(request: Request, found: ListKind, query: str, said: str) -> HttpResponseBase:
    """Back to the list, where the name is asked for once more with what is wrong beside it."""
    selectors.remember_refused(request, found, name=request.POST.get("name", "")[:200], said=said)
    return redirect(f"{to(request, found.name)}?{query or 'saved=all'}")


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def columns(request: Request, kind: str) -> HttpResponseBase:
    found = _kind_or_404(request, kind)
    chosen = [] if "reset" in request.POST else request.POST.getlist("column")
    actions.choose_columns(request.actor, kind=found, columns=chosen)
    query = found.query(request.POST.get("query", "")[:2000])
    return redirect(f"{to(request, found.name)}?{query or 'saved=all'}")


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def rename(request: Request, view_id: UUID) -> HttpResponseBase:
    kind, view = _kind_of_view(request, view_id)
    form, said = NameForm(request.POST), ""
    if form.is_valid():
        try:
            actions.rename_view(request.actor, view_id=view.pk, name=form.cleaned_data["name"])
        except ValidationError as error:
            said = flowing(error.messages)
    else:
        said = refusals.said(form["name"])
    if said:
        typed = request.POST.get("name", "")[:200]
        return _managed(request, kind, {"view": view.pk, "name": typed, "said": said})
    return redirect(to(request, "list_views", kind.key))


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def delete(request: Request, view_id: UUID) -> HttpResponseBase:
    kind, view = _kind_of_view(request, view_id)
    actions.delete_view(request.actor, view_id=view.pk)
    messages.success(request, _("Deleted “%(name)s”.") % {"name": view.name})
    return redirect(to(request, "list_views", kind.key))


@gate(Act.VIEW_SHARE)
@require_POST
def share(request: Request, view_id: UUID) -> HttpResponseBase:
    kind, view = _kind_of_view(request, view_id)
    actions.share_view(request.actor, view_id=view.pk, shared=request.POST.get("shared") == "on")
    return redirect(to(request, "list_views", kind.key))


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def open_with(request: Request, view_id: UUID) -> HttpResponseBase:
    kind, view = _kind_of_view(request, view_id)
    actions.open_with(request.actor, kind=kind, view_id=view.pk if request.POST.get("opens") == "on" else None)
    return redirect(to(request, "list_views", kind.key))
