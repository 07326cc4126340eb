"""Group chats under Settings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import Act
from coe.access.gate import Request, gate
from coe.chats import actions, engine, selectors
from coe.chats.forms import ChatForm
from coe.chats.saying import test_saying
from coe.chats.states import Standing
from coe.chats.words import problem
from coe.tenancy.context import inside
from coe.web.blocks import Column
from coe.web.joining import flowing
from coe.web.links import to

COLUMNS = [
    Column("name", gettext_lazy("Name")),
    Column("state", gettext_lazy("State")),
    Column("brand", gettext_lazy("Brand"), css="wide-only"),
    Column("kinds", gettext_lazy("Notices"), number=True, css="wide-only"),
    Column("day", gettext_lazy("Told in 24 h"), number=True),
]
LOG = [
    Column("text", gettext_lazy("Notice")),
    Column("state", gettext_lazy("State")),
    Column("at", gettext_lazy("When")),
]


@gate(Act.WEBHOOK_MANAGE)
@require_GET
def chats(request: Request) -> HttpResponse:
    return render(request, "chats/chats.html", {"columns": COLUMNS, "chats": selectors.chats()})


@gate(Act.WEBHOOK_MANAGE)
def chat_new(request: Request) -> HttpResponse:
    form = ChatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.connect(request.actor, **_given(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The group is connected. Send a test message now."))
            return redirect(to(request, "chat", made.pk))
    return render(request, "chats/edit.html", {"form": form, "chat": None}, status=422 if form.errors else 200)


@gate(Act.WEBHOOK_MANAGE)
def chat_edit(request: Request, chat_id: UUID) -> HttpResponse:
    row = selectors.chat_or_404(chat_id)
    form = ChatForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.actor, chat_id=chat_id, **_given(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The group is saved."))
            return redirect(to(request, "chat", chat_id))
    return render(request, "chats/edit.html", {"form": form, "chat": row}, status=422 if form.errors else 200)


def _given(form: ChatForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["brand"] = UUID(given["brand"]) if given["brand"] else None
    keys: dict[str, Any] = {name: given.pop(name) for name in ("provider", "url", "secret") if name in given}
    return {**keys, "wanted": given}


@gate(Act.WEBHOOK_MANAGE)
@require_GET
def chat(request: Request, chat_id: UUID) -> HttpResponse:
    row = selectors.chat_or_404(chat_id)
    told = selectors.told(row)
    context = {"chat": row, "told": told, "columns": LOG, "page": selectors.log(row, page=request.GET.get("page"))}
    return render(request, "chats/chat.html", context)


@gate(Act.WEBHOOK_MANAGE, own_transaction=True)
@require_POST
def chat_test(request: Request, chat_id: UUID) -> HttpResponse:
    """Sends a test message and says at once what came of it: no transaction is open meanwhile."""
    with inside(request.org.pk, user=request.user.pk):
        row = selectors.chat_or_404(chat_id)
        keys, said = engine.keys_of(row), test_saying(row)
    outcome = engine.call(row.provider, keys, said)
    with inside(request.org.pk, user=request.user.pk):
        actions.tested(request.actor, chat_id=chat_id, outcome=outcome)
        if outcome.kind == "taken":
            messages.success(request, _("The test message is in the group."))
        else:
            messages.error(request, flowing((problem(outcome.problem), outcome.detail)))
        return redirect(to(request, "chat", chat_id))


@gate(Act.WEBHOOK_MANAGE)
@require_POST
def chat_do(request: Request, chat_id: UUID) -> HttpResponse:
    """On, off, remove."""
    row = selectors.chat_or_404(chat_id)
    what = request.POST.get("do", "")
    if what not in _SWITCH:
        raise Http404
    standing, said = _SWITCH[what]
    actions.switch(request.actor, chat_id=row.pk, to=standing)
    messages.success(request, str(said))
    return redirect(to(request, "chats") if what == "remove" else to(request, "chat", row.pk))


_SWITCH = {
    "on": (Standing.ENABLED, gettext_lazy("The group is told again.")),
    "off": (Standing.DISABLED, gettext_lazy("The group is told nothing.")),
    "remove": (Standing.REMOVED, gettext_lazy("The group is removed.")),
}
