from django.urls import path

from coe.api.operations import resource
from coe.chats import rest

urlpatterns = [
    path("chats", resource(rest.chats, rest.connect)),
    path("chats/kinds", resource(rest.kinds)),
    path("chats/<uuid:chat_id>", resource(rest.chat, rest.change)),
    path("chats/<uuid:chat_id>/switch", resource(rest.switch)),
    path("chats/<uuid:chat_id>/test", resource(rest.test)),
    path("chats/<uuid:chat_id>/lines", resource(rest.lines)),
]
