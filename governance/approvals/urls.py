"""Approvals live beside governance, because deciding is daily work."""

from django.urls import path

from governance.approvals import history_views, several, views

urlpatterns = [
    path("approvals/", views.queue, name="approvals"),
    path("approvals/history/", history_views.history, name="approvals_history"),
    path("approvals/several/", several.several, name="approvals_several"),
    path("approvals/several/<uuid:token>/retract/", several.retract, name="approvals_several_retract"),
    path("approvals/<uuid:request_id>/", views.one, name="approval"),
    path("approvals/<uuid:request_id>/decide/", views.decide, name="approval_decide"),
    path("approvals/<uuid:request_id>/comment/", views.comment, name="approval_comment"),
    path("approvals/answers/<uuid:answer_id>/retract/", views.retract, name="approval_retract"),
]
