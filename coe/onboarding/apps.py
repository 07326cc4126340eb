from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "coe.onboarding"
    label = "onboarding"

    def ready(self) -> None:
        from coe.onboarding import bands, first_page, first_steps, making  # noqa: F401  (they register themselves)
