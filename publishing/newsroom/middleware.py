"""Keeps cookies away from the newsroom's public pages and the documentation, in both directions of caching."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIXES = ("/n/", "/-/accent-", "/docs/en/", "/docs/zh-hans/")


class WithoutCookies:
    """Stands outside the session: what a reader gets sets nothing and depends only on the language they read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PREFIXES):
            response.cookies.clear()
            varies = [one.strip() for one in response.get("Vary", "").split(",")]
            kept = [one for one in varies if one and one.lower() != "cookie"]
            if kept:
                response["Vary"] = ", ".join(kept)
            elif "Vary" in response:
                del response["Vary"]
        return response
