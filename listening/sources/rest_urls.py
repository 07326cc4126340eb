from django.urls import path

from coe.api.operations import resource
from listening.sources import rest

urlpatterns = [
    path("sources", resource(rest.sources, rest.add)),
    path("sources/<uuid:source_id>/pause", resource(rest.pause)),
    path("sources/<uuid:source_id>/resume", resource(rest.resume)),
    path("sources/<uuid:source_id>/poll", resource(rest.poll)),
    path("sources/<uuid:source_id>/retire", resource(rest.retire)),
]
