from django.urls import path

from coe.api.operations import resource
from coe.notices import rest

urlpatterns = [
    path("notices", resource(rest.notices)),
    path("notices/read", resource(rest.mark_all_read)),
    path("notices/<uuid:notice_id>/read", resource(rest.mark_read)),
    path("notices/choices", resource(rest.choices, rest.choose)),
    path("notices/timing", resource(rest.timing, rest.keep_time)),
]
