from django.urls import path

from publishing.library import views

urlpatterns = [
    path("", views.library, name="library"),
    path("<uuid:asset_id>/", views.asset, name="asset"),
    path("<uuid:asset_id>/file", views.asset_file, name="asset_file"),
]
