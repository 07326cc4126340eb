"""The metric registry."""

from django.urls import path

from reporting.metrics import views

urlpatterns = [
    path("metrics/", views.metrics, name="metrics"),
    path("metrics/<slug:key>/", views.metric, name="metric"),
    path("metrics/<slug:key>/define/", views.define, name="metric_define"),
]
