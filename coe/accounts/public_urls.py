"""Pages outside any organisation. Ours stand before allauth's, whose sessions page they replace."""

from django.urls import include, path

from coe.accounts import joining, own_data, security, views

urlpatterns = [
    path("", views.start, name="start"),
    path("account/organisations/", views.organisations, name="organisations"),
    path("account/organisations/new/", own_data.organisation_new, name="organisation_new"),
    path("account/organisations/<slug:slug>/first/", own_data.organisation_first, name="organisation_first"),
    path("account/security/", security.security, name="security"),
    path("account/second-factor/", security.factor_needed, name="factor_needed"),
    # allauth leads to these two after every change; ours is one page for all of it.
    path("account/2fa/", security.to_security, name="mfa_index"),
    path("account/2fa/webauthn/", security.to_security, name="mfa_list_webauthn"),
    path("account/data/", own_data.data, name="own_data"),
    path("account/data/export/", own_data.export_begin, name="export_begin"),
    path("account/data/export/<uuid:export_id>/", own_data.export_file, name="export_file"),
    path("account/delete/", own_data.delete, name="account_delete"),
    path("account/picture/", views.own_picture, name="own_picture"),
    path("account/look/", views.look, name="look"),
    path("account/language/", views.look, name="set_language"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
    path("account/sessions/<int:session_id>/end/", views.session_end, name="session_end"),
    path("account/invitation/<slug:token>/", joining.invitation, name="invitation"),
    path("account/", include("allauth.urls")),
]
