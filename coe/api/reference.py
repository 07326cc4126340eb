"""The description of the API: for programs, and as a page for people."""

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from coe.access.gate import Audience, open_to
from coe.api.description import as_json, document
from coe.api.pages import groups, problems
from coe.api.problems import MEDIA_TYPE, Problem

OPEN = "describes the API; holds nobody's data"


@open_to(Audience.PUBLIC, reason=OPEN)
@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("api_docs"))


@open_to(Audience.PUBLIC, reason=OPEN)
@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    return _kept(HttpResponse(as_json(), content_type="application/openapi+json"))


@open_to(Audience.PUBLIC, reason=OPEN)
@require_safe
def openapi_yaml(request: HttpRequest) -> HttpResponse:
    text = yaml.safe_dump(document(), allow_unicode=True, sort_keys=False, width=110)
    return _kept(HttpResponse(text, content_type="application/openapi+yaml; charset=utf-8"))


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=300"
    return response


@open_to(Audience.PUBLIC, reason=OPEN)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Groups of operations with parameters, examples and a line of curl each."""
    base = request.build_absolute_uri(reverse("api_root")).rstrip("/")
    context = {"groups": groups(base), "problems": problems(), "info": document()["info"], "base": base}
    return render(request, "api/reference.html", context)


@csrf_exempt
@open_to(Audience.PUBLIC, reason="says that there is no such operation")
def nothing(request: Any, rest: str) -> HttpResponse:
    problem = Problem("not-found")
    return JsonResponse(problem.body(request.request_id), status=404, content_type=MEDIA_TYPE)
