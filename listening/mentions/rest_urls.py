from django.urls import path

from coe.api.operations import resource
from listening.mentions import rest

urlpatterns = [
    path("mentions", resource(rest.mentions)),
    path("mentions/settle", resource(rest.settle)),
    path("mentions/assign", resource(rest.assign)),
]
