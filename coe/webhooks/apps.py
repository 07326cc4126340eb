from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "coe.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from coe.accounts.closing_down import when_closed
        from coe.tenancy import sealed
        from coe.webhooks import actions, kinds  # noqa: F401
        from coe.webhooks.models import Endpoint

        when_closed(actions.remove_all)
        sealed.register(Endpoint, "secret", "previous_secret")
