from django.urls import path

from reporting.demo import shop

urlpatterns = [
    path("shop/<slug:brand>/", shop.shop, name="demo_shop"),
    path("shop/<slug:brand>/<slug:path>/", shop.shop, name="demo_shop_at"),
]
