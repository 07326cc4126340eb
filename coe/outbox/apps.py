from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "coe.outbox"
    label = "outbox"
