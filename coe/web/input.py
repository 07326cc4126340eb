"""What an address may carry, and what none may."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


def uuid_of(text: str) -> UUID | None:
    """The key, or None for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


class RefuseNul:
    """Postgres stores no NUL character, so a filter with one would end as our error instead of theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            raise SuspiciousOperation("NUL in an address")
        return self.get_response(request)
