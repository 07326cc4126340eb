from django.urls import path

from governance.dryruns import views

urlpatterns = [
    path("<uuid:rule_id>/on/", views.switch_on, name="rule_switch_on"),
    path("<uuid:rule_id>/past/", views.begin, name="rule_dry_run_begin"),
    path("<uuid:rule_id>/past/<uuid:run_id>/", views.dry_run, name="rule_dry_run"),
]
