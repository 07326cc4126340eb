"""Refuses to run a view that does not say who may open it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

# Third-party views that carry no mark of ours: module → why that is right.
KNOWN = {
    "allauth.account.views": "signing in and out, e-mail and password; guarded by allauth itself",
    "allauth.mfa.base.views": "asks for the second factor while signing in; guarded by allauth itself",
    "allauth.mfa.totp.views": "a person's own authenticator app; needs sign-in by allauth itself",
    "allauth.mfa.webauthn.views": "a person's own passkeys; needs sign-in by allauth itself",
    "allauth.mfa.recovery_codes.views": "a person's own recovery codes; needs sign-in by allauth itself",
    "allauth.usersessions.views": "a person's own sessions; needs sign-in by allauth itself",
    "django.views.i18n": "sets the language of the visitor; changes nothing else",
    "django.contrib.staticfiles.views": "built assets",
    "django.views.static": "built assets in development",
}


class RefuseUngated:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not is_gated(view):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} says nothing about who may open it")


def is_gated(view: Any) -> bool:
    source = getattr(view, "view_class", view)
    return hasattr(view, "coe_gate") or source.__module__ in KNOWN
