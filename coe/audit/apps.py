from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coe.audit"
    label = "audit"

    def ready(self) -> None:
        from coe.audit.lists import register_lists

        register_lists()
