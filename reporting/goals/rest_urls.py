from django.urls import path

from coe.api.operations import resource
from reporting.goals import rest

urlpatterns = [
    path("goals", resource(rest.goals, rest.set_goal)),
    path("goals/<uuid:goal_id>/drop", resource(rest.drop)),
]
