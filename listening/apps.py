from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from coe.notices.kinds import register
        from coe.web import counts
        from listening import finding, handlers, home, samples, webhooks  # noqa: F401  (registers what it brings)
        from listening.lists import register_lists
        from listening.mentions import moments
        from listening.mentions.on_post import heard
        from publishing.api import register_post_moments, register_post_panel

        counts.register_rows("mentions", home.new_mentions)
        register_post_panel(heard)
        register_post_moments(moments.told)
        register_lists()
        webhooks.declare_all()
        finding.bring()
        register(
            "mention.assigned", label=_("A mention was given to me"),
            text=_("Yours to answer: %(about)s"), icon="user-plus",
        )  # fmt: skip
