"""Pages inside an organisation. Those outside are in public_urls."""

from django.urls import path

from coe.accounts import joining, views

urlpatterns = [
    path("settings/profile/", views.profile, name="profile"),
    path("settings/invitations/", joining.invitations, name="invitations"),
    path("settings/invitations/new/", joining.invite, name="invite"),
    path("settings/invitations/<uuid:invitation_id>/again/", joining.invitation_again, name="invitation_again"),
    path("settings/invitations/<uuid:invitation_id>/revoke/", joining.invitation_revoke, name="invitation_revoke"),
    path("members/<uuid:member_id>/remove/", joining.member_remove, name="member_remove"),
]
