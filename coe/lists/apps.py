from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "coe.lists"
    label = "lists"
