from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coe.audit"
    label = "audit"
