"""Which of a person's devices was used when. Written at most once in five minutes for each, not on every page."""

import hashlib

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from coe.web.client_address import client_address

SECONDS = 300


class DeviceActivity(UserSessionsMiddleware):  # type: ignore[misc]
    """Remembered in this process: another one writes once more, and nothing has to be reachable for a page to open."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if caches["here"].add(_seen(request), True, SECONDS):
            answer: HttpResponse = super().__call__(request)
            return answer
        return self.get_response(request)  # type: ignore[no-any-return]


def _seen(request: HttpRequest) -> str:
    """The same device in the same place; a key of a session is a secret, so it is only kept hashed."""
    facts = (request.session.session_key, client_address(request), request.META.get("HTTP_USER_AGENT"))
    return "device:" + hashlib.sha256(repr(facts).encode()).hexdigest()
