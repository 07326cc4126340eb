"""My approvals."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from coe.access.api import Act, Request, gate
from governance.approvals import models
from governance.approvals.story import told


@gate(Act.POST_SEE)
def queue(request: Request) -> HttpResponse:
    return render(request, "governance/approvals/plain.html", {"text": ""})


@gate(Act.POST_SEE)
def one(request: Request, request_id: UUID) -> HttpResponse:
    found = models.Request.objects.filter(request.rights.within(Act.POST_SEE), pk=request_id).first()
    if found is None:
        raise Http404
    return render(request, "governance/approvals/plain.html", {"text": told(found).label})
