from django.urls import path

from coe.api.operations import resource
from coe.webhooks import rest

urlpatterns = [
    path("webhooks", resource(rest.webhooks, rest.add)),
    path("webhooks/types", resource(rest.types)),
    path("webhooks/<uuid:endpoint_id>", resource(rest.webhook, rest.change)),
    path("webhooks/<uuid:endpoint_id>/switch", resource(rest.switch)),
    path("webhooks/<uuid:endpoint_id>/rotate", resource(rest.rotate)),
    path("webhooks/<uuid:endpoint_id>/test", resource(rest.test)),
    path("webhooks/<uuid:endpoint_id>/replay", resource(rest.replay)),
    path("webhooks/<uuid:endpoint_id>/messages", resource(rest.messages)),
    path("webhooks/<uuid:endpoint_id>/messages/<uuid:message_id>", resource(rest.message)),
]
