from django.urls import path

from governance.workflows import views

urlpatterns = [
    path("", views.workflows, name="workflows"),
    path("usual/", views.usual, name="workflow_usual"),
    path("new/", views.new, name="workflow_new"),
    path("<uuid:workflow_id>/", views.edit, name="workflow_edit"),
    path("<uuid:workflow_id>/retire/", views.retire, name="workflow_retire"),
]
