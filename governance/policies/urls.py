from django.urls import path

from governance.policies import views

urlpatterns = [
    path("", views.rules, name="rules"),
    path("new/<slug:kind>/", views.new, name="rule_new"),
    path("<uuid:rule_id>/", views.rule, name="rule"),
    path("<uuid:rule_id>/edit/", views.edit, name="rule_edit"),
    path("<uuid:rule_id>/retire/", views.retire, name="rule_retire"),
]
