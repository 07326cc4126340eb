from django.urls import path

from coe.exports import views

urlpatterns = [
    path("", views.exports, name="exports"),
    path("files/<uuid:file_id>/", views.file, name="export_file"),
    path("<slug:name>.<slug:form>", views.export, name="export"),
]
