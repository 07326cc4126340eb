from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "coe.accounts"
    label = "accounts"

    def ready(self) -> None:
        from coe.accounts import trail
        from coe.notices.kinds import register

        trail.listen()

        register(
            "member.joined",
            label=_("Somebody you invited has joined"),
            text=_("%(name)s accepted your invitation."),
            icon="user-check",
        )
