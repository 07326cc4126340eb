from django.urls import path

from coe.api.operations import resource
from reporting.metrics import rest

urlpatterns = [
    path("metrics", resource(rest.metrics)),
    path("metrics/<slug:key>", resource(rest.metric, rest.define)),
    path("posts/<uuid:post_id>/figures", resource(rest.of_post)),
    path("channels/<uuid:channel_id>/figures", resource(rest.of_channel)),
]
