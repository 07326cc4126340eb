from django.urls import path

from coe.api.operations import resource
from publishing.library import rest

urlpatterns = [
    path("assets", resource(rest.assets, rest.add)),
    path("assets/<uuid:asset_id>", resource(rest.asset, rest.describe)),
    path("assets/<uuid:asset_id>/file", resource(rest.file)),
]
