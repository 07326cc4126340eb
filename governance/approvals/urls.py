"""Approvals live beside governance, because deciding is daily work."""

from django.urls import path

from governance.approvals import views

urlpatterns = [
    path("approvals/", views.queue, name="approvals"),
    path("approvals/<uuid:request_id>/", views.one, name="approval"),
]
