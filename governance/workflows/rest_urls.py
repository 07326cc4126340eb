from django.urls import path

from coe.api.operations import resource
from governance.workflows import rest

urlpatterns = [
    path("workflows", resource(rest.workflows, rest.create)),
    path("workflows/<uuid:workflow_id>", resource(rest.workflow, rest.edit)),
    path("workflows/<uuid:workflow_id>/retire", resource(rest.retire)),
]
