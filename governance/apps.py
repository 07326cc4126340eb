from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self) -> None:
        from coe.web import bands
        from coe.web import counts as rail
        from governance import finding, notices, samples, webhooks  # noqa: F401  (samples register themselves)
        from governance.approvals.lists import register_lists
        from governance.crisis.bands import freeze_bands
        from governance.home import counts, panels  # noqa: F401  (panels register themselves)
        from governance.workflows import first_step  # noqa: F401  (registers itself)

        notices.register_all()
        register_lists()
        webhooks.declare_all()
        finding.bring()
        bands.register(freeze_bands)
        rail.register_rows("approvals", counts.approvals)
        rail.register("governance", counts.governance)
