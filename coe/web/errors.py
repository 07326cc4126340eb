"""What is said when a request cannot be answered: pages in the reader's language, JSON for machines."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _machine(request: HttpRequest) -> bool:
    if request.path.startswith("/api/"):
        return True
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def _problem(status: int, title: str) -> JsonResponse:
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status},
        status=status,
        content_type="application/problem+json",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 for more than a form may carry."""
    if isinstance(exception, RequestDataTooBig):
        text = _(
            "What you sent is larger than 12 MB. Go back, shorten it and send it again: your browser still has it."
        )
        if _machine(request):
            return _problem(413, text)
        return render(request, "errors/400.html", {"title": _("That is too much at once"), "text": text}, status=413)
    if _machine(request):
        return _problem(400, _("That request makes no sense"))
    return render(request, "errors/400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _machine(request):
        return _problem(404, _("Page not found"))
    return render(request, "errors/404.html", status=404)


def broken(request: Any) -> HttpResponse:
    """500, rendered with as little as possible: whatever broke may be what a page needs."""
    request_id = getattr(request, "request_id", "")
    if _machine(request):
        return JsonResponse(
            {"type": "about:blank", "title": _("Something broke"), "status": 500, "request": request_id}, status=500
        )
    return HttpResponse(render_to_string("errors/500.html", {"request_id": request_id}), status=500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or old: signed in or out elsewhere, or somebody else's form."""
    if _machine(request):
        return _problem(403, _("This form has expired"))
    return render(request, "errors/csrf.html", status=403)
