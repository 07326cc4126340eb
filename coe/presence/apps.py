from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "coe.presence"
    label = "presence"
