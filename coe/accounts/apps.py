from datetime import date
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "coe.accounts"
    label = "accounts"

    def ready(self) -> None:
        from coe.access.gate import DOORS
        from coe.accounts import listeners, policy, trail  # noqa: F401
        from coe.notices.kinds import register
        from coe.web import bands

        if policy.door not in DOORS:
            DOORS.append(policy.door)
        bands.register(policy.band)

        trail.listen()

        register(
            "member.joined",
            label=_("Somebody you invited has joined"),
            text=_("%(name)s accepted your invitation."),
            icon="user-check",
        )
        register(
            "org.factor",
            label=_("A second factor will be asked of you"),
            text=_("From %(day)s, %(organisation)s asks you for a second factor. Set it up under your account."),
            icon="shield-lock",
            mail=True,
            words=_day,
        )
        register(
            "org.factor_soon",
            label=_("A second factor is asked of you in a few days"),
            text=_(
                "From %(day)s, %(organisation)s opens only with a second factor, and you have none yet. Set it up now: "
                "it takes two minutes."
            ),
            icon="shield-lock",
            mail=True,
            words=_day,
        )
        register(
            "org.session",
            label=_("How long you stay signed in has changed"),
            text=_("%(organisation)s has changed how long you stay signed in."),
            icon="clock",
        )


def _day(params: dict[str, Any]) -> dict[str, Any]:
    from coe.accounts.policy import day_words

    return {"day": day_words(date.fromisoformat(str(params["day"])))}
