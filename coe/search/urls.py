from django.urls import path

from coe.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/remember/", views.remember, name="search_remember"),
]
