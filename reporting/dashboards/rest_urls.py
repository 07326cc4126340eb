from django.urls import path

from coe.api.operations import resource
from reporting.dashboards import rest

urlpatterns = [
    path("results", resource(rest.results)),
    path("results/value", resource(rest.value)),
]
