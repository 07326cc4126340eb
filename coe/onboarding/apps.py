from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OnboardingConfig(AppConfig):
    name = "coe.onboarding"
    label = "onboarding"

    def ready(self) -> None:
        from coe.onboarding import bands, first_page, first_steps, making  # noqa: F401  (they register themselves)

        post_migrate.connect(guard, sender=self, dispatch_uid="coe.onboarding.guard")


def guard(using: str = "default", **kwargs: Any) -> None:
    """Tables that came with this version keep samples apart too (migrations/0003)."""
    from django.db import connections

    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regproc('onboarding_guard') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT onboarding_guard()")
