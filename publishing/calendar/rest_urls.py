from django.urls import path

from coe.api.operations import resource
from publishing.calendar import rest

urlpatterns = [path("calendar", resource(rest.calendar))]
