from django.urls import path

from coe.api.operations import resource
from governance.crisis import rest

urlpatterns = [
    path("freezes", resource(rest.freezes, rest.declare)),
    path("freezes/<uuid:freeze_id>/lift", resource(rest.lift)),
]
