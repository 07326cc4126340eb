from django.urls import path

from coe.accounts import rest
from coe.api.operations import resource

urlpatterns = [
    path("me", resource(rest.me, rest.change_me)),
    path("members", resource(rest.members)),
    path("members/<uuid:member_id>", resource(rest.member)),
    path("members/<uuid:member_id>/remove", resource(rest.remove)),
    path("invitations", resource(rest.invited, rest.invite)),
    path("invitations/<uuid:invitation_id>/send-again", resource(rest.send_again)),
    path("invitations/<uuid:invitation_id>/revoke", resource(rest.revoke)),
]
