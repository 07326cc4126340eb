"""Addresses outside any organisation."""

from django.urls import path

from coe.notices import views

urlpatterns = [path("digest/<str:token>/stop/", views.digest_stop, name="digest_stop")]
