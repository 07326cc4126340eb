from django.urls import path

from coe.api.operations import resource
from coe.audit import rest

urlpatterns = [
    path("audit", resource(rest.entries)),
    path("audit/export", resource(rest.export)),
    path("audit/status", resource(rest.status)),
    path("audit/check", resource(rest.check)),
]
