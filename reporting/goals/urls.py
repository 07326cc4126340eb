"""Goals."""

from django.urls import path

from reporting.goals import views

urlpatterns = [
    path("goals/", views.goals, name="goals"),
    path("goals/set/", views.set_goal, name="goal_set"),
    path("goals/<uuid:goal_id>/drop/", views.drop_goal, name="goal_drop"),
]
