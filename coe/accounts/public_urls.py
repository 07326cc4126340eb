"""Pages outside any organisation. Ours stand before allauth's, whose sessions page they replace."""

from django.urls import include, path

from coe.accounts import joining, views

urlpatterns = [
    path("", views.start, name="start"),
    path("account/organisations/", views.organisations, name="organisations"),
    path("account/look/", views.look, name="look"),
    path("account/language/", views.look, name="set_language"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
    path("account/sessions/<int:session_id>/end/", views.session_end, name="session_end"),
    path("account/invitation/<slug:token>/", joining.invitation, name="invitation"),
    path("account/", include("allauth.urls")),
]
