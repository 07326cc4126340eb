"""Pages inside an organisation. Those outside are in public_urls."""

from django.urls import path

from coe.accounts import handing_over, joining, own_data, policy_views, views

urlpatterns = [
    path("settings/profile/", views.profile, name="profile"),
    path("settings/profile/picture/", views.picture_change, name="picture_change"),
    path("settings/leave/", own_data.leave, name="leave"),
    path("settings/hand-over/", handing_over.hand_over, name="hand_over"),
    path("settings/sign-in/", policy_views.sign_in_policy, name="sign_in_policy"),
    path("members/<uuid:member_id>/picture/", views.member_picture, name="member_picture"),
    path("settings/invitations/", joining.invitations, name="invitations"),
    path("settings/invitations/new/", joining.invite, name="invite"),
    path("settings/invitations/<uuid:invitation_id>/again/", joining.invitation_again, name="invitation_again"),
    path("settings/invitations/<uuid:invitation_id>/revoke/", joining.invitation_revoke, name="invitation_revoke"),
    path("members/<uuid:member_id>/remove/", joining.member_remove, name="member_remove"),
]
