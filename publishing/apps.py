from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"

    def ready(self) -> None:
        from coe.access.api import RIGHT_MODELS, Scope
        from publishing.connections.models import ChannelRight

        RIGHT_MODELS[Scope.CHANNEL] = ChannelRight

        from coe.accounts.closing_down import when_closed
        from coe.accounts.ending import keys_of_members
        from publishing import finding, samples, webhooks  # noqa: F401  (samples register their parts)
        from publishing.calendar import actions as feeds
        from publishing.connections import actions as connections
        from publishing.content import ready as content
        from publishing.delivery import ready as delivery
        from publishing.importing import ready as importing
        from publishing.lists import register_lists

        keys_of_members(feeds.revoke_all)
        when_closed(connections.disconnect_all)
        content.register()
        delivery.register()
        importing.register()
        register_lists()
        webhooks.declare_all()
        finding.bring()
