from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "coe.demo"
    label = "demo"
