from django.urls import path

from coe.lists import running, views

urlpatterns = [
    path("lists/<slug:kind>/", views.manage, name="list_views"),
    path("lists/<slug:kind>/keep/", views.keep, name="list_keep"),
    path("lists/<slug:kind>/columns/", views.columns, name="list_columns"),
    path("lists/view/<uuid:view_id>/rename/", views.rename, name="list_view_rename"),
    path("lists/view/<uuid:view_id>/delete/", views.delete, name="list_view_delete"),
    path("lists/view/<uuid:view_id>/share/", views.share, name="list_view_share"),
    path("lists/view/<uuid:view_id>/open/", views.open_with, name="list_view_open"),
    path("lists/many/<uuid:token>/", running.many, name="list_many"),
    path("lists/many/<uuid:token>/undo/", running.undo, name="list_many_undo"),
]
