from django.urls import path

from coe.api.operations import resource
from governance.approvals import rest

urlpatterns = [
    path("approvals", resource(rest.queue)),
    path("approvals/<uuid:request_id>", resource(rest.request)),
    path("approvals/<uuid:request_id>/decide", resource(rest.decide)),
    path("approvals/<uuid:request_id>/comments", resource(rest.comment)),
]
