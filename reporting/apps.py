from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from coe.tenancy import sealed
        from publishing.api import register_plan_line, register_post_moments, register_post_panel
        from reporting import finding, samples  # noqa: F401  (samples register their part)
        from reporting.attribution.models import ConversionKey
        from reporting.dashboards import first_page, moments, panel  # noqa: F401  (first_page registers itself)
        from reporting.exports.lists import register_lists

        register_lists()
        sealed.register(ConversionKey, "secret")
        register_post_panel(panel.results)
        register_post_panel(panel.cost)
        register_plan_line(panel.cost_line)
        register_post_moments(moments.told)
        finding.bring()
