from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "coe.api"
    label = "api"

    def ready(self) -> None:
        from coe.api.models import IdempotencyKey
        from coe.tenancy.sealed import register

        register(IdempotencyKey, "answer")
