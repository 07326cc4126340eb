from django.urls import path

from coe.api.operations import resource
from governance.dryruns import rest

urlpatterns = [
    path("rules/<uuid:rule_id>/dry-runs", resource(rest.runs, rest.begin)),
    path("rules/<uuid:rule_id>/dry-runs/<uuid:run_id>", resource(rest.run)),
    path("rules/<uuid:rule_id>/dry-runs/<uuid:run_id>/posts", resource(rest.posts)),
]
