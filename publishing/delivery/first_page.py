"""What delivery brings to the first page: outcomes that a person has to settle."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Request
from coe.web.home import Errand, errands
from coe.web.links import to
from publishing.delivery.selectors import Tab, tabs

TOLD = ("risk", "unknown", "held")
HANDS = (Act.DELIVERY_RESOLVE, Act.DELIVERY_RETRY, Act.POST_SCHEDULE)


def views_of(request: Request) -> list[Tab]:
    """The views of deliveries that this page tells of, with their counts; counted once for a request."""
    known: list[Tab] | None = request.__dict__.get("_delivery_views")
    if known is None:
        known = tabs(request.rights, brand=request.brand_filter, market=request.market_filter, keys=TOLD)
        request.__dict__["_delivery_views"] = known
    return known


@errands
def to_settle(request: Request) -> Sequence[Errand]:
    """For those who may do something about them. One query."""
    if not any(request.rights.may(act, anywhere=True) for act in HANDS):
        return []
    counts = {tab.key: tab.count for tab in views_of(request)}
    list_url = to(request, "deliveries")
    found = []
    if count := counts["unknown"]:
        title = ngettext("%(count)d outcome is unknown", "%(count)d outcomes are unknown", count) % {"count": count}
        found.append(Errand("doubt", "help-circle", title, link=(f"{list_url}?view=unknown", _("Settle"))))
    if count := counts["held"]:
        title = ngettext("%(count)d delivery is held", "%(count)d deliveries are held", count) % {"count": count}
        text = _("Nothing goes out by itself when what holds it is over.")
        found.append(Errand("stop", "player-pause", title, text, (to(request, "held_review"), _("Review"))))
    if (count := counts["risk"] - counts["unknown"] - counts["held"]) > 0:
        title = ngettext("%(count)d delivery is late or refused", "%(count)d deliveries are late or refused", count)
        link = (f"{list_url}?view=risk", _("Look"))
        found.append(Errand("stop", "alert-triangle", title % {"count": count}, link=link))
    return found
