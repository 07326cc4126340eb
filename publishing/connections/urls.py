from django.urls import path

from publishing.connections import views

urlpatterns = [
    path("", views.channels, name="channels"),
    path("newsroom/", views.newsroom_open, name="newsroom_open"),
    path("new/", views.channel_new, name="channel_new"),
    path("<uuid:channel>/", views.channel, name="channel"),
    path("<uuid:channel>/connect/", views.channel_connect, name="channel_connect"),
    path("<uuid:channel>/times/", views.channel_times, name="channel_times"),
    path("<uuid:channel>/disconnect/", views.channel_disconnect, name="channel_disconnect"),
]
