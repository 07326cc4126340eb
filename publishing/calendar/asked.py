"""What an address of the calendar asks for, the same for the page, its events and its files."""

from coe.exports.api import Asking
from publishing.calendar import answers, moving, selectors
from publishing.calendar.selectors import Wanted
from publishing.calendar.window import VIEWS, Window, day_from, window_for
from publishing.content.states import State


def wanted_of(asking: Asking) -> Wanted:
    """The filters. What is not a filter's value counts as not given."""
    given = asking.GET
    state, network = given.get("state", ""), given.get("network", "")
    # A page's events are of the brand it was drawn for, even when another tab chose another since.
    brand = selectors.brand_by_slug(given.get("of", "")) if "of" in given else asking.brand_filter
    market = selectors.market_by_code(given.get("in", "")) if "in" in given else asking.market_filter
    return Wanted(
        state=state if state in State.values else "",
        network=network if network in dict(selectors.network_choices()) else "",
        campaign=moving.id_from(given.get("campaign", "")),
        brand=brand,
        market=market,
    )


def view_of(asking: Asking) -> str:
    view = asking.GET.get("view", "")
    return view if view in VIEWS else "month"


def window_of(asking: Asking) -> Window:
    """The days the page shows."""
    zone = asking.org.zone
    return window_for(view_of(asking), day_from(asking.GET.get("date", ""), answers.today(zone)), zone)
