"""Under /calendar/, because that is where they show."""

from django.urls import path

from governance.notes import views

urlpatterns = [
    path("calendar/days/", views.notes, name="calendar_notes"),
    path("calendar/days/new/", views.add, name="calendar_note_new"),
    path("calendar/days/embargo/", views.embargo, name="embargo_new"),
    path("calendar/days/<uuid:note_id>/remove/", views.remove, name="calendar_note_remove"),
    path("calendar/days/<uuid:note_id>/end/", views.end_embargo, name="embargo_end"),
]
