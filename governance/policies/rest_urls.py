from django.urls import path

from coe.api.operations import resource
from governance.policies import rest

urlpatterns = [
    path("rules", resource(rest.rules, rest.create)),
    path("rules/check", resource(rest.check)),
    path("rules/<uuid:rule_id>", resource(rest.rule, rest.edit)),
    path("rules/<uuid:rule_id>/switch-on", resource(rest.switch_on)),
    path("rules/<uuid:rule_id>/retire", resource(rest.retire)),
    path("rules/<uuid:rule_id>/try", resource(rest.try_one)),
]
