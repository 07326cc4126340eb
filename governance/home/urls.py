"""Everything under /governance/."""

from django.urls import include, path

from governance.home import views

urlpatterns = [
    path("governance/", views.governance, name="governance"),
    path("governance/rules/", include("governance.policies.urls")),
    path("governance/rules/", include("governance.dryruns.urls")),
    path("governance/workflows/", include("governance.workflows.urls")),
    path("governance/freezes/", include("governance.crisis.urls")),
]
