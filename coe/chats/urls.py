from django.urls import path

from coe.chats import views

urlpatterns = [
    path("", views.chats, name="chats"),
    path("new/", views.chat_new, name="chat_new"),
    path("<uuid:chat_id>/", views.chat, name="chat"),
    path("<uuid:chat_id>/edit/", views.chat_edit, name="chat_edit"),
    path("<uuid:chat_id>/test/", views.chat_test, name="chat_test"),
    path("<uuid:chat_id>/do/", views.chat_do, name="chat_do"),
]
