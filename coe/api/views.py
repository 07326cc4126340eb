"""The page of tokens."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coe.access.acts import Act
from coe.access.gate import Audience, Request, open_to
from coe.access.rights import Denied
from coe.api import actions, selectors
from coe.api.forms import TokenForm
from coe.web.joining import flowing
from coe.web.links import to

OWN = "one's own tokens; who oversees tokens sees everybody's"
PAGE = 50


def _enter(request: Request) -> None:
    acts = (Act.TOKEN_MANAGE, Act.TOKEN_OVERSEE)
    if not any(request.rights.may(act, anywhere=True) for act in acts):
        raise Denied(Act.TOKEN_MANAGE)


@open_to(Audience.MEMBER, reason=OWN)
@require_GET
def tokens(request: Request) -> HttpResponseBase:
    _enter(request)
    oversees = request.rights.may(Act.TOKEN_OVERSEE)
    everybody = oversees and request.GET.get("whose") == "all"
    ended = request.GET.get("state") == "all"
    found = selectors.tokens(request.member, request.rights, everybody=everybody)
    page = Paginator(found if ended else selectors.standing(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": selectors.rows_of(page.object_list, request.member),
        "everybody": everybody,
        "oversees": oversees,
        "ended": ended,
        "may_make": request.rights.may(Act.TOKEN_MANAGE, anywhere=True),
    }
    return TemplateResponse(request, "api/tokens.html", context)


@open_to(Audience.MEMBER, reason=OWN)
@require_http_methods(["GET", "POST"])
def token_new(request: Request) -> HttpResponseBase:
    """The secret is shown in the answer to the form and nowhere else: no address leads back to it."""
    if not request.rights.may(Act.TOKEN_MANAGE, anywhere=True):
        raise Denied(Act.TOKEN_MANAGE)
    posted = request.POST if request.method == "POST" else None
    form = TokenForm(posted, rights=request.rights, zone=request.org.zone)
    if posted is not None and form.is_valid():
        try:
            made = actions.create_token(
                request.actor,
                name=form.cleaned_data["name"],
                acts=form.cleaned_data["acts"],
                expires_at=form.expires_at(),
                brands=form.chosen_brands(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            shown = {"token": made.token, "secret": made.secret}
            response = TemplateResponse(request, "api/token_made.html", shown)
            response["Cache-Control"] = "no-store"
            return response
    return TemplateResponse(request, "api/token_new.html", {"form": form}, status=422 if form.errors else 200)


@open_to(Audience.MEMBER, reason=OWN)
@require_POST
def token_revoke(request: Request, token_id: UUID) -> HttpResponseBase:
    token = selectors.token_or_404(request.member, request.rights, token_id)
    mine = token.member_id == request.member.pk and request.rights.may(Act.TOKEN_MANAGE, anywhere=True)
    revoke = actions.revoke_token if mine else actions.revoke_any_token
    try:
        revoke(request.actor, token_id=token_id)
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("Revoked: %(name)s. Its next request is refused.") % {"name": token.name})
    back = to(request, "api_tokens")
    return redirect(back if token.member_id == request.member.pk else f"{back}?whose=all")
