from django.urls import path

from coe.tenancy import views

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/organisation/", views.organisation, name="organisation"),
    path("settings/brands/", views.brands, name="brands"),
    path("settings/brands/new/", views.brand_new, name="brand_new"),
    path("settings/brands/<uuid:brand_id>/", views.brand, name="brand"),
    path("settings/markets/", views.markets, name="markets"),
    path("settings/markets/new/", views.market_new, name="market_new"),
    path("settings/markets/<uuid:market_id>/", views.market, name="market"),
    path("settings/partners/", views.partners, name="partners"),
    path("settings/partners/new/", views.partner_new, name="partner_new"),
    path("settings/partners/<uuid:partner_id>/", views.partner, name="partner"),
]
