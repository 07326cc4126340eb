"""Addresses. Organisation pages live under /o/<organisation>/, public ones beside them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from coe.web import health

in_organisation: list[URLPattern | URLResolver] = [
    path("", include("coe.access.urls")),
    path("", include("coe.audit.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("-/alive", health.alive),
    path("-/ready", health.ready),
    path("-/queues", health.queues),
    path("account/", include("allauth.urls")),
    path("o/<slug:org>/", include(in_organisation)),
]

if settings.DEBUG:
    from coe.web import gallery

    urlpatterns += [path("-/components/", gallery.gallery)]
