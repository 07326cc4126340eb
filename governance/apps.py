from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self) -> None:
        from coe.web import bands
        from coe.web import counts as rail
        from governance import notices
        from governance.approvals.lists import register_lists
        from governance.crisis.bands import freeze_bands
        from governance.home import counts, panels  # noqa: F401  (panels register themselves)

        notices.register_all()
        register_lists()
        bands.register(freeze_bands)
        rail.register("approvals", counts.approvals)
        rail.register("governance", counts.governance)
