from django.urls import path

from publishing.calendar import feed_views, views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/events", views.calendar_events, name="calendar_events"),
    path("calendar/move", views.calendar_move, name="calendar_move"),
    path("calendar/feeds/", feed_views.feeds, name="calendar_feeds"),
    path("calendar/feeds/<uuid:feed_id>/renew/", feed_views.renew, name="calendar_feed_renew"),
    path("calendar/feeds/<uuid:feed_id>/revoke/", feed_views.revoke, name="calendar_feed_revoke"),
    path("posts/<uuid:post_id>/post.ics", feed_views.post_file, name="post_ics"),
    path("calendar/undo/<uuid:post_id>/<slug:now>/<slug:before>", views.calendar_undo, name="calendar_undo"),
]
