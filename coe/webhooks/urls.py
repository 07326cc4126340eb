from django.urls import path

from coe.webhooks import views

urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("new/", views.webhook_new, name="webhook_new"),
    path("<uuid:endpoint_id>/", views.webhook, name="webhook"),
    path("<uuid:endpoint_id>/edit/", views.webhook_edit, name="webhook_edit"),
    path("<uuid:endpoint_id>/do/", views.webhook_do, name="webhook_do"),
    path("<uuid:endpoint_id>/<uuid:message_id>/", views.webhook_message, name="webhook_message"),
    path("<uuid:endpoint_id>/<uuid:message_id>/replay/", views.webhook_replay, name="webhook_replay"),
]
