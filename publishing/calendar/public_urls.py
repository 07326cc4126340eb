"""The address calendar programs read, beside the organisation's pages: they cannot sign in."""

from django.urls import path

from publishing.calendar import feed_views

urlpatterns = [path("<slug:org>/<str:token>.ics", feed_views.feed, name="calendar_feed")]
