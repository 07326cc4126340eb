"""Governance at a glance: rules, requests, freezes, workflows; each only for whoever may see it."""

from django.http import HttpResponse
from django.shortcuts import render

from coe.access.api import Act, Audience, Denied, Request, open_to
from governance.home.selectors import glance

DOORS = (Act.RULE_SEE, Act.WORKFLOW_SEE, Act.ACCESS_SEE, Act.AUDIT_SEE)


@open_to(Audience.MEMBER, reason="shows each card only to those who hold its act, and nobody without any of them")
def governance(request: Request) -> HttpResponse:
    if not any(request.rights.may(act, anywhere=True) for act in DOORS):
        raise Denied(Act.RULE_SEE)
    context = {"glance": glance(request.rights, request.brand_filter, request.market_filter)}
    return render(request, "governance/home/governance.html", context)
