from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "coe.web"
    label = "web"
