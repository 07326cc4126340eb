"""Webhooks under Settings: endpoints, their log, their secret."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import Act
from coe.access.gate import Request, gate
from coe.web.blocks import Column
from coe.web.joining import flowing
from coe.web.links import to
from coe.webhooks import actions, selectors
from coe.webhooks.forms import EndpointForm
from coe.webhooks.states import Standing, State

COLUMNS = [
    Column("name", gettext_lazy("Name")),
    Column("state", gettext_lazy("State")),
    Column("brand", gettext_lazy("Brand"), css="wide-only"),
    Column("events", gettext_lazy("Events"), number=True, css="wide-only"),
    Column("day", gettext_lazy("Sent in 24 h"), number=True),
    Column("last", gettext_lazy("Last taken"), css="wide-only"),
]
LOG = [
    Column("type", gettext_lazy("Event")),
    Column("state", gettext_lazy("State")),
    Column("status", gettext_lazy("Response")),
    Column("tries", gettext_lazy("Tries"), number=True, css="wide-only"),
    Column("at", gettext_lazy("When")),
]


@gate(Act.WEBHOOK_MANAGE)
@require_GET
def webhooks(request: Request) -> HttpResponse:
    context = {"columns": COLUMNS, "endpoints": selectors.endpoints(), "limit": actions.AT_MOST}
    return render(request, "webhooks/webhooks.html", context)


@gate(Act.WEBHOOK_MANAGE)
def webhook_new(request: Request) -> HttpResponse:
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = actions.add(request.actor, **_given(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _secret(request, endpoint, secret, new=True)
    return render(request, "webhooks/edit.html", {"form": form, "endpoint": None}, status=422 if form.errors else 200)


@gate(Act.WEBHOOK_MANAGE)
def webhook_edit(request: Request, endpoint_id: UUID) -> HttpResponse:
    endpoint = selectors.endpoint_or_404(endpoint_id)
    form = EndpointForm(request.POST if request.method == "POST" else None, row=endpoint)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.actor, endpoint_id=endpoint_id, **_given(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The webhook is saved."))
            return redirect(to(request, "webhook", endpoint_id))
    return render(
        request, "webhooks/edit.html", {"form": form, "endpoint": endpoint}, status=422 if form.errors else 200
    )


def _given(form: EndpointForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["brand"] = UUID(given["brand"]) if given["brand"] else None
    return given


def _secret(request: Request, endpoint: Any, secret: str, *, new: bool) -> HttpResponse:
    """The one page that shows a secret; no cache keeps it."""
    context = {"endpoint": endpoint, "secret": secret, "new": new}
    response = render(request, "webhooks/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


@gate(Act.WEBHOOK_MANAGE)
@require_GET
def webhook(request: Request, endpoint_id: UUID) -> HttpResponse:
    endpoint = selectors.endpoint_or_404(endpoint_id)
    state, type_ = request.GET.get("state", ""), request.GET.get("type", "")
    page = selectors.log(endpoint, state=state, type_=type_, page=request.GET.get("page"))
    context = {
        "endpoint": endpoint,
        "columns": LOG,
        "page": page,
        "rows": [(one, selectors.about(one.type)) for one in page],
        "events": [(code, selectors.about(code)) for code in endpoint.types],
        "open": selectors.open_count(endpoint),
        "states": State.choices,
        "types": [(code, selectors.about(code)) for code, _about in selectors.type_choices()],
        "state": state,
        "type": type_,
        "filtered": bool(state or type_),
    }
    return render(request, "webhooks/webhook.html", context)


@gate(Act.WEBHOOK_MANAGE)
@require_GET
def webhook_message(request: Request, endpoint_id: UUID, message_id: UUID) -> HttpResponse:
    endpoint = selectors.endpoint_or_404(endpoint_id)
    message = selectors.message_or_404(endpoint, message_id)
    context = {"endpoint": endpoint, "message": message, "tries": selectors.tries(message)}
    return render(request, "webhooks/message.html", context)


@gate(Act.WEBHOOK_MANAGE)
@require_POST
def webhook_do(request: Request, endpoint_id: UUID) -> HttpResponse:
    """The buttons of an endpoint: on, off, remove, rotate, test, replay."""
    endpoint = selectors.endpoint_or_404(endpoint_id)
    what = request.POST.get("do", "")
    try:
        if what == "rotate":
            return _secret(request, *actions.rotate(request.actor, endpoint_id=endpoint.pk), new=False)
        _press(request, what, endpoint.pk)
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    return redirect(to(request, "webhooks") if what == "remove" else to(request, "webhook", endpoint.pk))


def _press(request: Request, what: str, endpoint_id: UUID) -> None:
    if what == "test":
        actions.test(request.actor, endpoint_id=endpoint_id)
        messages.success(request, _("A test event is on its way. Load the page again to see the answer."))
    elif what == "replay":
        count = actions.replay(request.actor, endpoint_id=endpoint_id)
        said = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count)
        messages.success(request, said % {"count": count})
    elif what in _SWITCH:
        standing, switched = _SWITCH[what]
        actions.switch(request.actor, endpoint_id=endpoint_id, to=standing)
        messages.success(request, str(switched))
    else:
        raise Http404


_SWITCH = {
    "on": (Standing.ENABLED, gettext_lazy("The webhook is on.")),
    "off": (Standing.DISABLED, gettext_lazy("The webhook is off. What waited is held.")),
    "remove": (Standing.REMOVED, gettext_lazy("The webhook is removed.")),
}


@gate(Act.WEBHOOK_MANAGE)
@require_POST
def webhook_replay(request: Request, endpoint_id: UUID, message_id: UUID) -> HttpResponse:
    endpoint = selectors.endpoint_or_404(endpoint_id)
    message = selectors.message_or_404(endpoint, message_id)
    try:
        if actions.replay(request.actor, endpoint_id=endpoint.pk, message_id=message.pk):
            messages.success(request, _("The message is sent again."))
        else:
            messages.info(request, _("It is on its way already."))
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    return redirect(to(request, "webhook_message", endpoint.pk, message.pk))
