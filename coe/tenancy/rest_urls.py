from django.urls import path

from coe.api.operations import resource
from coe.tenancy import rest

urlpatterns = [
    path("organisation", resource(rest.organisation, rest.change_organisation)),
    path("brands", resource(rest.brands, rest.add_brand)),
    path("brands/<uuid:brand_id>", resource(rest.brand, rest.change_brand)),
    path("markets", resource(rest.markets, rest.add_market)),
    path("markets/<uuid:market_id>", resource(rest.change_market)),
    path("partners", resource(rest.partners, rest.add_partner)),
    path("partners/<uuid:partner_id>", resource(rest.change_partner)),
]
