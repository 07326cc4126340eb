from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "coe.api"
    label = "api"

    def ready(self) -> None:
        from coe.accounts.ending import keys_of_members
        from coe.api import first_page  # noqa: F401  (registers itself)
        from coe.api.models import IdempotencyKey
        from coe.api.revoking import revoke_all
        from coe.tenancy.sealed import register

        register(IdempotencyKey, "answer")
        keys_of_members(revoke_all)
