"""What delivery, connections and the newsroom make known to the rest, once, when the application is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    from coe.notices.api import register as notice
    from coe.tenancy import sealed
    from coe.web import counts
    from governance import api as governance
    from publishing.calendar import first_page as calendar_page  # noqa: F401  (both first pages register themselves)
    from publishing.connections.models import Connection
    from publishing.connections.selectors import living_channels
    from publishing.delivery import first_page, handlers  # noqa: F401
    from publishing.delivery.telling import channel_in_words, register_kinds

    register_kinds()
    notice(
        "channel.lost",
        label=_("A channel needs reconnecting"),
        text=_("%(channel)s needs a new login before it can publish."),
        icon="plug-connected-x",
        mail=True,
        words=channel_in_words,
    )
    counts.register_rows("posts", handlers.waiting_for_people)
    sealed.register(Connection, "credentials", "session")
    governance.register_channels(living_channels)
