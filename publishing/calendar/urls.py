from django.urls import path

from publishing.calendar import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/events", views.calendar_events, name="calendar_events"),
    path("calendar/move", views.calendar_move, name="calendar_move"),
    path("calendar/undo/<uuid:post_id>/<slug:now>/<slug:before>", views.calendar_undo, name="calendar_undo"),
]
