"""The URL ring: every view says who may open it, or the middleware refuses to run it.

`@gate(Act.POST_SEE)` — a signed-in member of the organisation in the URL who holds the act somewhere. What the act
may touch is decided by the action or selector behind the view.
`@open_to(Audience.MEMBER, reason=…)` — membership is enough. `SIGNED_IN` needs a login, `PUBLIC` nothing.

A gated view runs in one transaction inside its organisation, page rendering included, and a raised Denied, Stale or
Http404 rolls it back. With `own_transaction=True` the view opens `inside()` itself: for calls to other servers,
which must never happen in a transaction, and for streams.
"""

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.narrowing import narrowed
from coe.access.rights import Denied, Rights, rights_of
from coe.access.selectors import holders_to_ask
from coe.states import Stale, WrongMove
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Market, Member, Organisation
from coe.web.links import to

View = Callable[..., HttpResponseBase]
# Asked once the organisation is entered and before anything of it is shown: how its members must sign in. Each says
# None to let the request through, or answers it. Accounts adds its own in AppConfig.ready().
DOORS: list[Callable[[Any], HttpResponseBase | None]] = []


class Audience(StrEnum):
    MEMBER = "member"
    SIGNED_IN = "signed-in"
    PUBLIC = "public"


class Request(HttpRequest):
    """A request behind a gate."""

    org: Organisation
    member: Member
    rights: Rights
    actor: Actor
    brand_filter: Brand | None
    market_filter: Market | None
    request_id: str


def gate(act: Act, *, own_transaction: bool = False) -> Callable[[View], View]:
    return lambda view: _gated(view, act, own_transaction)


def open_to(audience: Audience, *, reason: str, own_transaction: bool = False) -> Callable[[View], View]:
    """Opens a view without an act. The reason is shown by the test that walks every URL."""
    if not reason:
        raise ValueError("say why this view needs no act")

    def wrap(view: View) -> View:
        marked: Any
        if audience is Audience.MEMBER:
            marked = _gated(view, None, own_transaction)
        else:
            marked = _ungated(view, signed_in=audience is Audience.SIGNED_IN)
            if own_transaction:
                marked = transaction.non_atomic_requests(marked)
        marked.coe_gate = (audience, reason)
        return marked  # type: ignore[no-any-return]

    return wrap


def _ungated(view: View, *, signed_in: bool) -> View:
    @functools.wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if signed_in and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return run


def _gated(view: View, act: Act | None, own_transaction: bool) -> View:
    @functools.wraps(view)
    def run(request: Any, org: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        organisation = get_object_or_404(Organisation, slug=org)
        try:
            with inside(organisation.pk, user=request.user.pk):
                _enter(request, organisation)
                for door in DOORS:
                    if turned := door(request):
                        return turned
                if act and not request.rights.may(act, anywhere=True):
                    raise Denied(act)
                if not own_transaction:
                    return _rendered(view(request, *args, **kwargs))
            return view(request, *args, **kwargs)
        except Denied as denied:
            with inside(organisation.pk, user=request.user.pk):
                return _rendered(forbidden(request, denied))
        except (Stale, WrongMove):
            with inside(organisation.pk, user=request.user.pk):
                return _rendered(stale(request))

    marked: Any = transaction.non_atomic_requests(run) if own_transaction else run
    marked.coe_gate = act
    return marked  # type: ignore[no-any-return]


def _enter(request: Any, organisation: Organisation) -> None:
    member = get_object_or_404(Member, org=organisation, user_id=request.user.pk, left_at__isnull=True)
    now = timezone.now()
    if member.last_seen_at is None or (now - member.last_seen_at).total_seconds() > 300:
        Member.objects.filter(pk=member.pk).update(last_seen_at=now)
    request.org, request.member = organisation, member
    timezone.activate(request.user.zone or organisation.zone)
    request.rights = rights_of(member)
    request.actor = Actor.member(member, rights=request.rights, request_id=getattr(request, "request_id", ""))
    request.brand_filter, request.market_filter = narrowed(request, organisation)


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    return response


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def forbidden(request: Any, denied: Denied) -> HttpResponse:
    """403: which right is missing, who can grant it."""
    act = denied.act
    if _wants_json(request):
        return JsonResponse(
            {
                "type": "about:blank",
                "title": _("You may not do this."),
                "status": 403,
                "detail": denied.reason or _("The missing right: %(act)s.") % {"act": act.label},
                "act": act.value,
            },
            status=403,
        )
    context = {
        "act": act.value,
        "act_label": act.label,
        "reason": denied.reason,
        "holders": holders_to_ask(denied.place),
        "place": denied.place,
        "askable": act.grantable,
        "on": _on(denied),
        "ask_url": to(request, "access_ask"),
    }
    return render(request, "errors/403.html", context, status=403)


def _on(denied: Denied) -> str:
    """The narrowest place the right was missing at, as the form that asks for it posts it."""
    named = [f"{scope}:{id_}" for scope, id_ in denied.place.ids() if id_]
    return named[-1] if named else ""


def stale(request: Any) -> HttpResponse:
    """409: somebody else was first."""
    message = _("Somebody else changed this a moment ago. Load the page again to see how it stands now.")
    if _wants_json(request):
        return JsonResponse({"type": "about:blank", "title": message, "status": 409}, status=409)
    return render(request, "errors/409.html", {"message": message}, status=409)
