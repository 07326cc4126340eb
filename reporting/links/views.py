"""The public address of a tracked link."""

from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from coe.access.api import Audience, open_to
from coe.tenancy.context import inside
from coe.web.context import Frame
from publishing import api as publishing
from reporting.links import counting

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # The short address says nothing a site should not know, but a member's own page address might.
    "Referrer-Policy": "no-referrer",
}


@require_safe
@open_to(Audience.PUBLIC, reason="anybody may follow a link; sets no cookie and keeps nothing about the visitor")
def follow(request: HttpRequest, code: str) -> HttpResponseBase:
    """302 to the link's address with its UTM and the id of the click; a friendly 404 for an unknown code."""
    org_id = publishing.link_org(code)
    visit = None
    if org_id is not None:
        with inside(org_id):
            visit = counting.record(request, org_id, code)
    if visit is None or not visit.url.startswith(("https://", "http://")):
        # Without the request in its context the page makes no CSRF token, so it sets no cookie.
        page = render_to_string("reporting/links/unknown.html", {"frame": Frame(request)})
        answer = HttpResponse(page, status=404)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer
    return HttpResponse(status=302, headers={**HEADERS, "Location": _with_click(visit.url, visit.click_id)})


def _with_click(url: str, click_id: UUID | None) -> str:
    """The address with `coe_click` added, where there is one; what it already carries, and its fragment, stay."""
    if click_id is None:
        return url
    parts = urlsplit(url)
    added = urlencode({"coe_click": click_id})
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))
