from django.urls import path

from coe.onboarding import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("start/brand/", views.brand, name="start_brand"),
    path("start/alone/", views.alone, name="start_alone"),
    path("start/hide/", views.hide, name="start_hide"),
    path("start/show/", views.show, name="start_show"),
    path("sample/add/", views.sample_add, name="sample_add"),
    path("sample/remove/", views.sample_remove, name="sample_remove"),
    path("sample/progress/", views.sample_progress, name="sample_progress"),
]
