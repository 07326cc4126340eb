"""Value, conversions and costs."""

from django.urls import path

from reporting.attribution import intake_views, views

urlpatterns = [
    path("value/", views.value, name="value"),
    path("conversions/", views.conversions, name="conversions"),
    path("conversions/keys/", intake_views.keys, name="conversion_keys"),
    path("conversions/keys/<uuid:key_id>/revoke/", intake_views.revoke_key, name="conversion_key_revoke"),
    path("conversions/import/", intake_views.upload, name="conversion_import"),
    path("conversions/import/take/", intake_views.take, name="conversion_take"),
    path("conversions/import/wrong/", intake_views.wrong_rows, name="conversion_wrong"),
    path("costs/", views.costs, name="costs"),
    path("costs/enter/", views.enter_cost, name="cost_enter"),
    path("costs/<uuid:cost_id>/cancel/", views.cancel_cost, name="cost_cancel"),
]
