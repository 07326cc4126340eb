from django.urls import path

from coe.api.operations import resource
from governance.notes import rest

urlpatterns = [
    path("calendar-notes", resource(rest.notes, rest.add)),
    path("calendar-notes/<uuid:note_id>/remove", resource(rest.remove)),
    path("embargoes", resource(rest.set_embargo)),
    path("embargoes/<uuid:note_id>/end", resource(rest.end_embargo)),
]
