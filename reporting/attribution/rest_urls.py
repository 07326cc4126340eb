from django.urls import path

from coe.api.operations import resource
from reporting.attribution import listing_rest as rest

urlpatterns = [
    path("conversions", resource(rest.conversions)),
    path("conversions/check", resource(rest.check)),
    path("conversions/import", resource(rest.import_sheet)),
    path("conversion-keys", resource(rest.keys, rest.create_key)),
    path("conversion-keys/<uuid:key_id>/revoke", resource(rest.revoke_key)),
    path("costs", resource(rest.costs, rest.enter)),
    path("costs/<uuid:cost_id>/cancel", resource(rest.cancel)),
    path("costs/<uuid:cost_id>/restore", resource(rest.restore)),
]
