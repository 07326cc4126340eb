from django.urls import path

from coe.api.operations import resource
from publishing.delivery import rest

urlpatterns = [
    path("deliveries", resource(rest.deliveries)),
    path("deliveries/<uuid:delivery_id>", resource(rest.delivery)),
    path("deliveries/<uuid:delivery_id>/retry", resource(rest.retry)),
    path("deliveries/<uuid:delivery_id>/withdraw", resource(rest.withdraw)),
    path("deliveries/<uuid:delivery_id>/resolve", resource(rest.resolve)),
]
