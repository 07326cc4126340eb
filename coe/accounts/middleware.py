"""The language of the signed-in person wins over the browser's; and which organisation they were in last."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class MemberLanguage:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            # An organisation's own zone is activated when it is entered.
            _use_zone(user)
            response = self.get_response(request)
            # Templates rendered late must still speak this language.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        _remember(request)
        return response


def _use_zone(user: Any) -> None:
    if user.is_authenticated and user.zone:
        timezone.activate(user.zone)
    else:
        timezone.deactivate()


def _remember(request: Any) -> None:
    """Written only when it changes, so that ordinary pages do not save the session."""
    org = getattr(request, "org", None)
    if getattr(request, "token", None):
        return  # A program has no browser to remember anything in.
    if org and getattr(request, "member", None) and request.session.get("org") != org.slug:
        request.session["org"] = org.slug
