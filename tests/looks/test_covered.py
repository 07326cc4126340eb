"""Every page is looked at: the crawl finds it, or a line here says why not."""

import pytest

from tests.looks.addresses import INSIDE
from tests.looks.outside import unlisted
from tests.looks.world import World

pytestmark = [pytest.mark.looks]

# Only reached from something that has just been done, or by who made it.
NOT_LINKED = {
    "approvals/answers/<uuid:answer_id>/retract/",
    "approvals/several/<uuid:token>/retract/",
    "calendar/days/<uuid:note_id>/remove/",
    "here/<str:kind>/<uuid:thing>/",
    "calendar/undo/<uuid:post_id>/<slug:now>/<slug:before>",
    "listening/mentions/undo/<slug:token>/",
    "listening/sources/<uuid:source_id>/resume/",
}


def test_every_page_is_looked_at(world: World) -> None:
    unseen = {route.removeprefix(INSIDE) for route in world.unseen}
    assert "\n".join(sorted(unseen - NOT_LINKED)) == ""
    assert NOT_LINKED - unseen == set(), "these are found by now"


def test_pages_outside_organisations_are_listed() -> None:
    assert unlisted() == set()
