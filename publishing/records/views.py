"""The approval record of a post, as PDF."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coe.access.api import Act, Request, gate
from coe.web.links import to
from publishing.content.selectors import post_or_404
from publishing.records import actions, selectors
from publishing.records.fonts import NoFont


@gate(Act.POST_SEE)
@require_GET
def record(request: Request, post_id: UUID) -> HttpResponseBase:
    """The newest request of a post, or the one `?request=` names."""
    from publishing.records.pdf import record_pdf  # Loads the PDF library: slow, and seldom needed.

    post = post_or_404(request.rights, post_id)
    found = selectors.record_of(post, _uuid(request.GET.get("request", "")))
    try:
        made = record_pdf(found, org=request.org, reader=request.member.name)
    except NoFont:
        messages.error(
            request,
            _(
                "The record cannot be made: the font that holds Chinese is not installed here. Whoever runs CoE "
                "installs it with the front end."
            ),
        )
        return redirect(to(request, "post", post_id))
    actions.note(request.actor, post=post, request_id=found.evidence.view.id, pages=made.pages)
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="approval-{str(post_id)[:8]}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
