"""The sign a page gives every few seconds while it is looked at."""

from uuid import UUID

import redis
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from coe.access.gate import Audience, Request, open_to
from coe.presence import here


@open_to(Audience.MEMBER, reason="the kind of thing says who may see it, and whoever may not gets 404")
@require_POST
def sign(request: Request, kind: str, thing: UUID) -> HttpResponse:
    if not here.may_see(request, kind, thing):
        raise Http404
    # Whoever may only read is shown as a reader, whatever their page says, and takes no pen from a writer.
    writing = request.POST.get("mode") == "writing" and here.may_write(request, kind, thing)
    try:
        if request.POST.get("leave"):
            here.leave(request, kind, thing)
            return HttpResponse(status=204)
        found = here.sign(request, kind, thing, writing=writing, take=request.POST.get("take") == "on")
    except redis.RedisError:  # nobody is kept from working because nobody can be shown
        return HttpResponse(status=204)
    return render(request, "presence/here.html", {"here": found, "writing": writing})
