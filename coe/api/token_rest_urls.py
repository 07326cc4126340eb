from django.urls import path

from coe.api import rest
from coe.api.operations import resource

urlpatterns = [
    path("tokens", resource(rest.tokens)),
    path("tokens/self/revoke", resource(rest.revoke_self)),
]
