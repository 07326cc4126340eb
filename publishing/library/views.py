"""The library page, a picture, and its file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coe.access.api import Act, Request, gate
from coe.lists.kinds import ListKind, declare
from coe.lists.selectors import opened
from coe.web.blocks import Column
from coe.web.links import to
from publishing.content.selectors import draftable_brands
from publishing.library import actions, selectors, serving
from publishing.library.forms import MOST_AT_ONCE, FactsForm, UploadForm
from publishing.library.pictures import MAX_UPLOAD

LIBRARY = declare(
    ListKind(
        "library",
        gettext_lazy("Library"),
        "library",
        (Act.POST_SEE,),
        [Column("name", gettext_lazy("Name"), sort=True)],
        filters=("q", "show"),
        fixed=("name",),
    )
)


@gate(Act.POST_SEE)
@require_http_methods(["GET", "POST"])
def library(request: Request) -> HttpResponseBase:
    listing = opened(request, LIBRARY)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    brands = draftable_brands(request.rights)
    status = 200
    form = UploadForm(brands=brands, initial={"brand": request.brand_filter})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, brands=brands)
        valid = form.is_valid()
        if brand := form.cleaned_data.get("brand"):
            for name, picture in form.added:
                actions.add(request.actor, picture=picture, name=name, brand_id=brand.pk)
            if form.added:
                count = len(form.added)
                messages.success(
                    request,
                    ngettext("%(count)d picture added", "%(count)d pictures added", count) % {"count": count},
                )
        if valid:
            return redirect(to(request, "library"))
        status = 422
    page = selectors.page_of(
        request.rights,
        brand=request.brand_filter,
        market=request.market_filter,
        words=request.GET.get("q", "")[:200],
        number=request.GET.get("page"),
        sort=request.GET.get("sort", ""),
        show=request.GET.get("show", ""),
    )
    context = {
        "page": page,
        "form": form,
        "may_add": brands.exists(),
        "listing": listing,
        "shows": selectors.SHOWS,
        "show": request.GET.get("show", ""),
        "most": MAX_UPLOAD,
        "at_once": MOST_AT_ONCE,
    }
    return render(request, "publishing/library/library.html", context, status=status)


@gate(Act.POST_SEE)
@require_http_methods(["GET", "POST"])
def asset(request: Request, asset_id: UUID) -> HttpResponseBase:
    found = selectors.asset_or_404(request.rights, asset_id)
    may_describe = request.rights.may(Act.POST_DRAFT, brand=found.brand_id)
    initial = {"alt": found.alt, "rights": found.rights, "rights_until": found.rights_until}
    form = FactsForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            actions.describe(request.actor, asset_id=found.pk, **form.cleaned_data)
            messages.success(request, gettext("Kept"))
            return redirect(to(request, "asset", found.pk))
        status = 422
    uses, every = selectors.uses_of(request.rights, found)
    context = {
        "asset": found,
        "look": selectors.rights_look(found),
        "form": form,
        "uses": uses,
        "uses_count": every,
        "may_describe": may_describe,
    }
    return render(request, "publishing/library/asset.html", context, status=status)


@gate(Act.POST_SEE)
@require_GET
def asset_file(request: Request, asset_id: UUID) -> HttpResponseBase:
    """The picture itself."""
    found = selectors.asset_or_404(request.rights, asset_id)
    return serving.picture(found, request)
