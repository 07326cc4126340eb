"""/api/v1/: the operations, their description, and the page to read it on."""

from django.urls import include, path

from coe.api import reference

urlpatterns = [
    path("", reference.start, name="api_root"),
    path("docs", reference.page, name="api_docs"),
    path("openapi.json", reference.openapi_json, name="api_openapi"),
    path("openapi.yaml", reference.openapi_yaml, name="api_openapi_yaml"),
    path("", include("coe.api.rest_urls")),
    path("<path:rest>", reference.nothing),
]
