from django.urls import path

from coe.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/check/", views.check, name="audit_check"),
    path("audit/export.jsonl", views.export, name="audit_export"),
]
