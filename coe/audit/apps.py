from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coe.audit"
    label = "audit"

    def ready(self) -> None:
        from coe.audit import health
        from coe.audit.lists import register_lists
        from coe.web import foot

        foot.register(health.foot)
        register_lists()
