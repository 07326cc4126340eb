"""One address for every list's file, and the page of files made in the background."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coe.access.gate import Audience, Request, open_to
from coe.access.rights import Denied
from coe.exports import actions, selectors
from coe.exports.ask import Ask
from coe.exports.making import DIRECT, FORMS, MOST, answer, attached
from coe.exports.registry import source
from coe.tenancy.context import inside
from coe.web.links import to

AS_THE_PAGE = "each list asks for the right its own page asks for, and holds only rows the member may see"


@open_to(Audience.MEMBER, reason=AS_THE_PAGE, own_transaction=True)
@require_http_methods(["GET", "POST"])
def export(request: Request, name: str, form: str) -> HttpResponseBase:
    """A list as `csv` or `xlsx`, with the filters of its page. `?names=keys`: names for programs; `?bom=0`: no mark.

    A long list is asked for by POST: a link that is followed must not order work. GET asks whether it is wanted.
    """
    known = source(name)
    if known is None or form not in FORMS:
        raise Http404
    ask = Ask.of(request)
    with inside(request.org.pk, user=request.user.pk):
        if not known.opens(ask):
            raise Denied(known.acts[0])
        table = known.table(ask)
        if table.count > MOST:
            messages.error(
                request,
                _("This list has %(count)d rows, and a file holds %(most)d. Filter it first.")
                % {"count": table.count, "most": MOST},
            )
            return redirect(request.headers.get("Referer") or to(request, "exports"))
        if table.count > DIRECT:
            if request.method != "POST":
                said = {"title": known.title, "form": form, "rows": table.count}
                return render(request, "exports/ask.html", said)
            try:
                actions.order(request.actor, name=name, form=form, ask=ask, rows=table.count)
            except ValidationError as error:
                messages.error(request, error.messages[0])
            else:
                messages.success(
                    request, _("The list is long, so its file is made now. You are told when it is ready.")
                )
            return redirect(to(request, "exports"))
        if request.method == "POST":
            return redirect(request.get_full_path())
        if known.note:
            known.note(ask, table.count)
        return answer(known, ask, table, form)


@open_to(Audience.MEMBER, reason="lists one's own files only")
@require_GET
def exports(request: Request) -> HttpResponse:
    page = selectors.page_of(request.member, request.GET.get("page"))
    return render(request, "exports/exports.html", {"page": page})


@open_to(Audience.MEMBER, reason="hands over one's own files only")
@require_GET
def file(request: Request, file_id: UUID) -> HttpResponseBase:
    found = selectors.ready_or_404(request.member, file_id)
    response = HttpResponse(bytes(found.content or b""), content_type=FORMS[found.form])
    return attached(response, f"{request.org.slug}-{found.source}-{found.created_at:%Y-%m-%d}.{found.form}")
