from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "coe.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from coe.tenancy import sealed
        from coe.webhooks import kinds  # noqa: F401
        from coe.webhooks.models import Endpoint

        sealed.register(Endpoint, "secret", "previous_secret")
