"""The way out of a page that asks once more who somebody is: where they came from, as far as that can be opened."""

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.template import Context
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

ASKING = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
OPEN = frozenset({"security", "organisations", "own_data"})
"""Of a person's own pages those that never ask."""
HOME = "/"
KEY = "way-back"


def way_back(context: Context) -> str:
    """`{% way_back as there %}`, for `back`: a path of this site.

    It is kept while the page asks again, and while another way of answering is tried.
    """
    request: HttpRequest = context["request"]
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        came_from = ""
    if _name(_split(came_from).path) in ASKING:
        return str(request.session.get(KEY, HOME))
    found = _open(request, came_from)
    if request.session.get(KEY) != found:
        request.session[KEY] = found
    return found


def _open(request: HttpRequest, came_from: str) -> str:
    """Not where the same question would stand again."""
    if request.GET.get("why"):  # The organisation asks, on each of its pages.
        return reverse("organisations")
    there = _split(came_from)._replace(scheme="", netloc="", fragment="")
    if not there.path.startswith("/") or there.path == _split(request.GET.get("next", "")).path:
        return HOME
    if there.path.startswith("/account/") and _name(there.path) not in OPEN:
        return reverse("security")
    path = there.path + (f"?{there.query}" if there.query else "")
    # A path may look like another site.
    return path if url_has_allowed_host_and_scheme(path, None) else HOME


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
