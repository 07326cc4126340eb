"""Addresses. Organisation pages live under /o/<organisation>/, public ones beside them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from coe.web import health, home

in_organisation: list[URLPattern | URLResolver] = [
    path("", include("publishing.content.urls")),
    path("library/", include("publishing.library.urls")),
    path("results/", include("reporting.dashboards.urls")),
    path("results/", include("reporting.metrics.urls")),
    path("results/", include("reporting.attribution.urls")),
    path("results/", include("reporting.goals.urls")),
    path("", include("governance.approvals.urls")),
    path("", include("governance.home.urls")),
    path("", include("governance.notes.urls")),
    path("", include("coe.accounts.urls")),
    path("", include("coe.tenancy.urls")),
    path("notices/", include("coe.notices.urls")),
    path("", home.home, name="home"),
    path("", include("coe.access.urls")),
    path("", include("coe.audit.urls")),
    path("channels/", include("publishing.connections.urls")),
    path("deliveries/", include("publishing.delivery.urls")),
    path("", include("publishing.calendar.urls")),
    path("listening/", include("listening.mentions.urls")),
    path("listening/", include("listening.sources.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("-/alive", health.alive),
    path("-/ready", health.ready),
    path("-/queues", health.queues),
    path("-/", include("publishing.delivery.public_urls")),
    path("n/", include("publishing.newsroom.urls")),
    path("-/demo/", include("reporting.demo.urls")),
    path("", include("coe.accounts.public_urls")),
    path("l/", include("reporting.links.urls")),
    path("api/", include("reporting.attribution.public_urls")),
    path("o/<slug:org>/", include(in_organisation)),
]

handler400 = "coe.web.errors.bad_request"
handler404 = "coe.web.errors.not_found"
handler500 = "coe.web.errors.broken"

if settings.DEBUG:
    from coe.web import gallery

    urlpatterns += [path("-/components/", gallery.gallery)]
