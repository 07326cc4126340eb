"""Where shops report conversions."""

from django.urls import path

from reporting.attribution import rest

urlpatterns = [path("conversions/<slug:slug>", rest.conversions, name="report_conversion")]
