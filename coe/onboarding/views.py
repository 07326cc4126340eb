"""Beginning: the first steps, sample content, and the page that helps on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coe.access.acts import Act
from coe.access.gate import Audience, Request, gate, open_to
from coe.onboarding import actions, selectors
from coe.onboarding.steps import steps
from coe.tenancy.actions import add_brand
from coe.tenancy.selectors import free_slug
from coe.web.fields import CleanChar
from coe.web.joining import flowing
from coe.web.links import to


def _home(request: Request) -> HttpResponse:
    return redirect(to(request, "home"))


@gate(Act.ORG_MANAGE)
@require_POST
def brand(request: Request) -> HttpResponse:
    """A brand from its name alone; the rest of it can be said later."""
    try:
        name = CleanChar(at_most=60).clean(request.POST.get("name", ""))
        made = add_brand(
            request.actor, slug=free_slug(slugify(name)[:40].strip("-") or "brand"), name=name, zone=request.org.zone
        )
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("%(brand)s is added. Its colour and mark are under Settings.") % {"brand": made})
    return _home(request)


@gate(Act.ORG_MANAGE)
@require_POST
def alone(request: Request) -> HttpResponse:
    actions.work_alone(request.actor)
    return _home(request)


@open_to(Audience.MEMBER, reason="puts one's own first steps away")
@require_POST
def hide(request: Request) -> HttpResponse:
    actions.hide(request.actor)
    messages.success(
        request,
        _("The first steps are put away. Help brings them back."),
        extra_tags=f"undo:{to(request, 'start_show')}",
    )
    return _home(request)


@open_to(Audience.MEMBER, reason="brings one's own first steps back")
@require_POST
def show(request: Request) -> HttpResponse:
    actions.show(request.actor)
    return _home(request)


@open_to(Audience.MEMBER, reason="help is for everybody; what changes something asks for its own right")
@require_GET
def help_page(request: Request) -> HttpResponse:
    context = {
        "hidden": selectors.hidden_by(request.member),
        "left": sum(not one.done for one in steps(request)),
        "sample": selectors.sample(),
        "may_sample": request.rights.may(Act.ORG_MANAGE),
    }
    return render(request, "onboarding/help.html", context)


@gate(Act.ORG_MANAGE)
@require_POST
def sample_add(request: Request) -> HttpResponse:
    try:
        actions.ask_sample(request.actor, language=get_language() or "en")
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    return redirect(to(request, "help"))


@gate(Act.ORG_MANAGE)
@require_POST
def sample_remove(request: Request) -> HttpResponse:
    try:
        actions.remove_sample(request.actor)
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("The sample content is removed. The audit still says that it was there."))
    return redirect(to(request, "help"))


@gate(Act.ORG_MANAGE)
@require_GET
def sample_progress(request: Request) -> HttpResponse:
    return render(request, "onboarding/sample_progress.html", {"sample": selectors.sample()})
