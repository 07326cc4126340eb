from django.urls import path

from coe.access import views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/me/rights/", views.my_rights, name="my_rights"),
    path("members/<uuid:member>/rights/", views.rights, name="rights"),
    path("members/<uuid:member>/grant/", views.grant, name="grant"),
    path("members/<uuid:member>/gain/", views.grant_gain, name="grant_gain"),
    path("grants/", views.grants, name="grants"),
    path("grants/end/", views.grants_end, name="grants_end"),
    path("grants/<uuid:grant>/end/", views.grant_end, name="grant_end"),
    path("roles/", views.roles, name="roles"),
    path("roles/new/", views.role_edit, name="role_new"),
    path("roles/<uuid:role>/", views.role, name="role"),
    path("roles/<uuid:role>/edit/", views.role_edit, name="role_edit"),
    path("access/requests/", views.requests, name="access_requests"),
    path("access/requests/<uuid:asked>/decline/", views.request_decline, name="access_decline"),
    path("access/ask/", views.ask, name="access_ask"),
    path("access/channel/<uuid:channel>/", views.channel_access, name="channel_access"),
]
