from django.urls import path

from listening.sources import views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/new/", views.source_new, name="source_new"),
    path("sources/<uuid:source_id>/pause/", views.source_pause, name="source_pause"),
    path("sources/<uuid:source_id>/resume/", views.source_resume, name="source_resume"),
    path("sources/<uuid:source_id>/retire/", views.source_retire, name="source_retire"),
    path("sources/<uuid:source_id>/poll/", views.source_poll, name="source_poll"),
]
