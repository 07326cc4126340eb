from django.urls import path

from listening.mentions import views

urlpatterns = [
    path("mentions/", views.mentions, name="mentions"),
    path("mentions/settle/", views.settle, name="mentions_settle"),
    path("mentions/undo/<slug:token>/", views.undo, name="mentions_undo"),
]
