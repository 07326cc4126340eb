from django.urls import path

from coe.api import views

urlpatterns = [
    path("", views.tokens, name="api_tokens"),
    path("new/", views.token_new, name="api_token_new"),
    path("<uuid:token_id>/revoke/", views.token_revoke, name="api_token_revoke"),
]
