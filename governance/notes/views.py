"""Days that matter: the list, and adding to it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, gate
from coe.lists.many import Undo
from coe.lists.undoing import only_undone, tag
from coe.web.links import to
from governance.notes import actions, selectors
from governance.notes.forms import EmbargoForm, NoteForm
from governance.notes.states import Kind


@gate(Act.POST_SEE)
def notes(request: Request) -> HttpResponse:
    past = Paginator(selectors.past(request.rights), 20).get_page(request.GET.get("page"))
    context = {
        "rows": selectors.rows(request.rights),
        "past": past,
        "may_add": request.rights.may(Act.POST_DRAFT, anywhere=True),
        "may_embargo": request.rights.may(Act.FREEZE_DECLARE, anywhere=True),
    }
    return render(request, "governance/notes/notes.html", context)


@gate(Act.POST_DRAFT)
def add(request: Request) -> HttpResponse:
    form = NoteForm(request.POST or None, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(request.actor, kind=Kind(form.cleaned_data["kind"]), **form.chosen())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is on the calendar."))
            return redirect(to(request, "calendar_notes"))
    return _form(request, form, embargo=False)


@gate(Act.FREEZE_DECLARE)
def embargo(request: Request) -> HttpResponse:
    form = EmbargoForm(request.POST or None, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_embargo(request.actor, **form.chosen())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The embargo stands. No post can be sent for those days."))
            return redirect(to(request, "calendar_notes"))
    return _form(request, form, embargo=True)


def _form(request: Request, form: NoteForm, *, embargo: bool) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "governance/notes/add.html", {"form": form, "embargo": embargo}, status=status)


def _add_again(request: Request, note_id: UUID, undo: Undo) -> None:
    actions.add(request.actor, **{**undo, "kind": Kind(undo["kind"])})


REMOVED = only_undone("calendar_day_removed", _add_again, lambda _count: _("It is on the calendar again."))


@gate(Act.POST_DRAFT)
@require_POST
def remove(request: Request, note_id: UUID) -> HttpResponse:
    note = selectors.one(note_id, request.rights)
    actions.remove(request.actor, note_id=note_id)
    had = {name: getattr(note, name) for name in ("kind", "title", "first", "last", "brand_id", "market_id")}
    undo = tag(request, REMOVED, {note_id: had}, back_to=to(request, "calendar_notes"))
    messages.success(request, _("Removed from the calendar."), extra_tags=undo)
    return redirect(to(request, "calendar_notes"))


@gate(Act.FREEZE_DECLARE)
@require_POST
def end_embargo(request: Request, note_id: UUID) -> HttpResponse:
    selectors.one(note_id, request.rights)
    actions.end_embargo(request.actor, note_id=note_id)
    messages.success(request, _("The embargo is ended. What it stopped is not sent by itself."))
    return redirect(to(request, "calendar_notes"))
