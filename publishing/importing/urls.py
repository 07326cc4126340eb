from django.urls import path

from publishing.importing import views

urlpatterns = [
    path("posts/import/", views.upload, name="import"),
    path("posts/import/template.<slug:form>", views.template, name="import_template"),
    path("posts/import/<uuid:import_id>/", views.one, name="import_one"),
    path("posts/import/<uuid:import_id>/progress", views.progress, name="import_progress"),
    path("posts/import/<uuid:import_id>/run", views.run, name="import_run"),
    path("posts/import/<uuid:import_id>/go-on", views.go_on, name="import_go_on"),
    path("posts/import/<uuid:import_id>/undo", views.undo, name="import_undo"),
    path("posts/import/<uuid:import_id>/marked.xlsx", views.marked, name="import_marked"),
]
