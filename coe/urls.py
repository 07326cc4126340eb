"""Addresses. Organisation pages live under /o/<organisation>/, public ones beside them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter

from coe.web import accent, health, home, manual

register_converter(accent.Accent, "accent")

in_organisation: list[URLPattern | URLResolver] = [
    path("", include("publishing.importing.urls")),
    path("", include("publishing.content.urls")),
    path("", include("publishing.records.urls")),
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
    path("", include("coe.onboarding.urls")),
    path("notices/", include("coe.notices.urls")),
    path("", include("coe.search.urls")),
    path("", include("coe.lists.urls")),
    path("", include("coe.presence.urls")),
    path("exports/", include("coe.exports.urls")),
    path("settings/chats/", include("coe.chats.urls")),
    path("settings/webhooks/", include("coe.webhooks.urls")),
    path("", home.home, name="home"),
    path("", include("coe.access.urls")),
    path("", include("coe.audit.urls")),
    path("settings/tokens/", include("coe.api.urls")),
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
    path("-/accent-<accent:accent>.css", accent.stylesheet, name="accent"),
    path("-/", include("publishing.delivery.public_urls")),
    path("cal/", include("publishing.calendar.public_urls")),
    path("docs/", manual.front, name="docs"),
    path("docs/<str:language>/", manual.page),
    path("docs/<str:language>/<path:path>", manual.page),
    path("-/", include("coe.notices.public_urls")),
    path("n/", include("publishing.newsroom.urls")),
    path("-/demo/", include("reporting.demo.urls")),
    path("", include("coe.accounts.public_urls")),
    path("l/", include("reporting.links.urls")),
    path("api/", include("reporting.attribution.public_urls")),
    path("api/v1/", include("coe.api.public_urls")),
    path("o/<slug:org>/", include(in_organisation)),
]

handler400 = "coe.web.errors.bad_request"
handler404 = "coe.web.errors.not_found"
handler500 = "coe.web.errors.broken"

if settings.DEBUG:
    from coe.notices import preview
    from coe.web import gallery

    urlpatterns += [
        path("-/components/", gallery.gallery),
        path("-/mails/", preview.mails),
        path("-/mails/<str:name>/", preview.mail, name="mail_sample"),
    ]
