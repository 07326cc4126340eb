"""The first step that is a channel: the newsroom needs no login anywhere."""

from django.utils.translation import gettext as _

from coe.access.api import Act, Request
from coe.onboarding.api import Step, Way, own_brands, step
from coe.web.joining import flowing
from coe.web.links import to
from publishing.connections.selectors import first_own


@step(20)
def channel(request: Request) -> Step | None:
    if not request.rights.may(Act.CHANNEL_CONNECT):
        return None
    held, brands = first_own(), own_brands()
    if held:
        text = str(held)
    elif brands:
        text = _("The newsroom is a public page of %(brand)s that this application serves: no login, no fee.") % {
            "brand": brands[0].name
        }
    else:
        text = _("The newsroom is a public page that this application serves. It needs a brand first.")
        if not request.rights.may(Act.ORG_MANAGE):
            text = flowing([text, _("An administrator names it.")])
    ways: tuple[Way, ...] = ()
    if brands:
        ways = (
            Way(
                to(request, "newsroom_open"), _("Open the newsroom"), post=True, hidden=(("brand", str(brands[0].pk)),)
            ),
            Way(to(request, "channel_new"), _("Connect another network")),
        )
    return Step("channel", "news", _("Open a channel"), text, done=held is not None, ways=ways, waits=not brands)
