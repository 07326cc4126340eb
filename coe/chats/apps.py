from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "coe.chats"
    label = "chats"

    def ready(self) -> None:
        from coe.accounts.closing_down import when_closed
        from coe.chats import actions, kinds  # noqa: F401
        from coe.chats.models import Chat
        from coe.chats.recording import heard
        from coe.notices.api import listen
        from coe.tenancy import sealed

        when_closed(actions.remove_all)
        sealed.register(Chat, "secret")
        listen(heard)
