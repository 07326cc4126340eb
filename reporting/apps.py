from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from publishing.api import register_post_panel
        from reporting.dashboards import first_page, panel  # noqa: F401  (first_page registers itself)

        register_post_panel(panel.results)
        register_post_panel(panel.cost)
