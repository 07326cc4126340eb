"""The list of posts: filters in the address, many at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from coe.access.api import Act, Request, gate
from coe.web.blocks import Column
from coe.web.links import to
from publishing.content import actions, selectors
from publishing.content.page_forms import FilterForm
from publishing.content.states import State

COLUMNS = [
    Column("title", gettext_lazy("Post"), sort=True),
    Column("state", gettext_lazy("State")),
    Column("channels", gettext_lazy("Channels"), css="wide-only"),
    Column("campaign", gettext_lazy("Campaign"), css="wide-only"),
    Column("slot", gettext_lazy("Goes out"), sort=True, number=True),
    Column("updated", gettext_lazy("Changed"), sort=True, number=True, css="wide-only"),
]
MOST_AT_ONCE = 200


def _asked(request: Request) -> tuple[dict[str, Any], Any]:
    form = FilterForm(request.GET)
    form.is_valid()
    filters = form.cleaned_data
    posts = selectors.filtered(
        request.rights,
        request.member.pk,
        filters=filters,
        brand=request.brand_filter,
        sort=request.GET.get("sort", ""),
    )
    return filters, posts


@gate(Act.POST_SEE)
@require_GET
def posts(request: Request) -> HttpResponse:
    filters, found = _asked(request)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": selectors.page_of(found, request.GET.get("page")),
        "columns": COLUMNS,
        "filters": filters,
        "states": State.choices,
        "options": selectors.filter_options(request.rights, request.brand_filter),
        "filtered": any(filters.get(name) for name in ("state", "brand_id", "channel", "campaign", "mine", "q")),
        "may_draft": request.rights.may(Act.POST_DRAFT, anywhere=True),
        "may_withdraw": request.rights.may(Act.POST_WITHDRAW, anywhere=True),
        "query": query.urlencode(),
    }
    return render(request, "publishing/posts/list.html", context)


@gate(Act.POST_WITHDRAW)
@require_POST
def withdraw_many(request: Request) -> HttpResponseBase:
    """Withdraws each picked post that can be, and says how many could not."""
    picked = [value for value in dict.fromkeys(request.POST.getlist("pick")) if _is_uuid(value)][:MOST_AT_ONCE]
    allowed = set(
        selectors.visible(request.rights, Act.POST_WITHDRAW).filter(pk__in=picked).values_list("pk", flat=True)
    )
    done = 0
    for post_id in sorted(allowed):
        try:
            actions.withdraw(request.actor, post_id=post_id)
        except ValidationError:
            continue
        done += 1
    if done:
        messages.success(
            request, ngettext("%(count)d post withdrawn", "%(count)d posts withdrawn", done) % {"count": done}
        )
    if left := len(picked) - done:
        messages.warning(
            request,
            ngettext(
                "%(count)d post could not be withdrawn: it is published, being sent, or not yours to withdraw.",
                "%(count)d posts could not be withdrawn: published, being sent, or not yours to withdraw.",
                left,
            )
            % {"count": left},
        )
    back = to(request, "posts")
    query = request.POST.get("query", "")[:1000]
    return redirect(f"{back}?{query}" if query and "\n" not in query else back)


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
