from django.urls import path

from coe.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("preferences/", views.preferences, name="notice_settings"),
    path("read/", views.read_all, name="notices_read_all"),
    path("<uuid:notice_id>/", views.open_notice, name="notice"),
    path("<uuid:notice_id>/read/", views.read, name="notice_read"),
]
