from django.urls import path

from governance.crisis import views

urlpatterns = [
    path("", views.freezes, name="freezes"),
    path("new/", views.declare, name="freeze_declare"),
    path("<uuid:freeze_id>/lift/", views.lift, name="freeze_lift"),
]
