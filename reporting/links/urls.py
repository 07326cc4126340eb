"""Public addresses of tracked links."""

from django.urls import path

from reporting.links import views

urlpatterns = [path("<slug:code>", views.follow, name="link")]
