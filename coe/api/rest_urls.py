"""Every operation, below /api/v1/. Also what the OpenAPI document is made from."""

from django.urls import include, path

urlpatterns = [
    path("", include("coe.accounts.rest_urls")),
    path("", include("coe.access.rest_urls")),
    path("", include("coe.tenancy.rest_urls")),
    path("", include("coe.audit.rest_urls")),
    path("", include("coe.notices.rest_urls")),
    path("", include("coe.webhooks.rest_urls")),
    path("", include("coe.chats.rest_urls")),
    path("", include("coe.api.token_rest_urls")),
    path("", include("publishing.content.rest_urls")),
    path("", include("publishing.library.rest_urls")),
    path("", include("publishing.connections.rest_urls")),
    path("", include("publishing.delivery.rest_urls")),
    path("", include("publishing.calendar.rest_urls")),
    path("", include("governance.approvals.rest_urls")),
    path("", include("governance.workflows.rest_urls")),
    path("", include("governance.policies.rest_urls")),
    path("", include("governance.dryruns.rest_urls")),
    path("", include("governance.crisis.rest_urls")),
    path("", include("governance.notes.rest_urls")),
    path("", include("listening.mentions.rest_urls")),
    path("", include("listening.sources.rest_urls")),
    path("", include("reporting.metrics.rest_urls")),
    path("", include("reporting.attribution.rest_urls")),
    path("", include("reporting.goals.rest_urls")),
    path("", include("reporting.dashboards.rest_urls")),
]
