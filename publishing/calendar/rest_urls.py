from django.urls import path

from coe.api.operations import resource
from publishing.calendar import feed_rest, rest

urlpatterns = [
    path("calendar", resource(rest.calendar)),
    path("calendar-feeds", resource(feed_rest.feeds)),
    path("calendar-feeds/<uuid:feed_id>/revoke", resource(feed_rest.revoke)),
]
