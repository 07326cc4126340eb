from django.urls import path

from coe.api.operations import resource
from publishing.connections import rest

urlpatterns = [
    path("networks", resource(rest.networks)),
    path("channels", resource(rest.channels, rest.connect)),
    path("channels/<uuid:channel_id>", resource(rest.channel)),
    path("channels/<uuid:channel_id>/reconnect", resource(rest.reconnect)),
    path("channels/<uuid:channel_id>/disconnect", resource(rest.disconnect)),
    path("channels/<uuid:channel_id>/usual-times", resource(rest.usual_times)),
    path("channels/<uuid:channel_id>/test", resource(rest.test)),
]
