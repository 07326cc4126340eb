from django.urls import path

from coe.access import rest
from coe.api.operations import resource

urlpatterns = [
    path("acts", resource(rest.acts)),
    path("roles", resource(rest.roles, rest.create_role)),
    path("roles/<uuid:role_id>", resource(rest.role, rest.change_role)),
    path("grants", resource(rest.grants, rest.grant)),
    path("grants/<uuid:grant_id>/end", resource(rest.end)),
    path("access-requests", resource(rest.asked, rest.ask_for)),
    path("access-requests/<uuid:request_id>/decline", resource(rest.decline)),
    path("members/<uuid:member_id>/rights", resource(rest.rights)),
    path("channels/<uuid:channel_id>/people", resource(rest.channel_people)),
]
