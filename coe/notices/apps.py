from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "coe.notices"
    label = "notices"
