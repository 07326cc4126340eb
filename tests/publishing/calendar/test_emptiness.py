"""A time of the calendar that shows nothing says why, and what to do."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from coe.tenancy.context import inside
from publishing.models import Channel
from tests.factories.cast import Org
from tests.publishing.calendar.conftest import Stage

LONG_AGO = "2025-03-01"


def why(browse: Any, org: Org, who: str, **query: str) -> tuple[str, str]:
    """The reason that shows, and what it says; two empty texts where none does."""
    answer = browse(getattr(org, who)).get(org.url("calendar/"), query)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count('role="status" data-cal-blank') == 1
    blank = html.split('class="cal-blank"')[1].split('id="calendar"')[0]
    reasons = re.split(r'<div data-cal-blank-of="', blank)[1:]
    shown = [one for one in reasons if not re.match(r'\w+" hidden>', one)]
    assert len(shown) < 2
    return (shown[0].split('"')[0], shown[0]) if shown else ("", "")


@pytest.mark.parametrize("view", ["month", "week", "list", "day"])
def test_without_any_post_it_begins_with_the_first(north: Org, browse: Any, view: str) -> None:
    reason, said = why(browse, north, "cal", view=view)
    assert reason == "first"
    assert "No posts yet" in said
    assert f'href="{north.url("posts/new/")}"' in said
    # Who may not write is told so, and where it says what they may.
    reason, said = why(browse, north, "eve", view=view)
    assert reason == "first"
    assert "/posts/new/" not in said
    assert "Your roles do not let you add anything here." in said


@pytest.mark.parametrize("view", ["month", "week", "list", "day"])
def test_a_time_with_nothing_in_it(stage: Stage, browse: Any, view: str) -> None:
    stage.post("Today", "2026-11-20 18:00")
    assert why(browse, stage.org, "cal", view=view) == ("", "")
    reason, said = why(browse, stage.org, "cal", view=view, date=LONG_AGO)
    assert reason == "time"
    assert "Posts show here once they have a time." in said
    assert f'href="{stage.org.url("posts/new/")}"' in said
    reason, said = why(browse, stage.org, "eve", view=view, date=LONG_AGO)
    assert (reason, "/posts/new/" in said) == ("time", False)
    assert "Your roles do not let you add anything here." in said


def test_posts_nobody_shows_one_are_as_none(stage: Stage, browse: Any) -> None:
    """Whoever sees no brand with posts is not told that there are some."""
    stage.post("In the valley", "2026-11-20 18:00", brand="valley")
    assert why(browse, stage.org, "cal")[0] == "first"
    assert why(browse, stage.org, "vic") == ("", "")


def test_what_lasts_and_what_is_open_is_something(stage: Stage, browse: Any) -> None:
    stage.post("Long ago", f"{LONG_AGO} 08:00")
    assert why(browse, stage.org, "cal", date="2027-02-01")[0] == "time"
    stage.campaign("Carnival", "2027-02-10", "2027-02-12")
    assert why(browse, stage.org, "cal", date="2027-02-01") == ("", "")
    assert why(browse, stage.org, "cal", date="2027-04-01")[0] == "time"
    with inside(stage.org.id):
        Channel.objects.filter(network="mastodon").update(usual_days=[1], usual_times=["08:00"])
    assert why(browse, stage.org, "cal", date="2027-04-01") == ("", "")
    # A list has no place for what is open.
    assert why(browse, stage.org, "cal", date="2027-04-01", view="list")[0] == "time"


@pytest.mark.parametrize(
    "query",
    [
        {"state": "sent_back"},
        {"network": "bluesky"},
        {"hide": "state:draft"},
        {"hide": "brand:harbour"},
        {"state": "sent_back", "hide": "band:campaign"},
    ],
)
def test_filters_that_leave_nothing_are_cleared_at_once(stage: Stage, browse: Any, query: dict[str, str]) -> None:
    stage.post("Draft", "2026-11-25 08:00")
    stage.campaign("Lights", "2026-11-10", "2026-11-30")
    given = {"view": "week", "date": "2026-11-25"} | query
    reason, said = why(browse, stage.org, "cal", **given)
    assert reason == "filters"
    assert "No post fits these filters." in said
    assert f'href="{escape("?view=week&date=2026-11-25")}"' in said
    assert why(browse, stage.org, "cal", view="week", date="2026-11-25") == ("", "")


def test_the_brand_chosen_at_the_top_is_named(stage: Stage, browse: Any) -> None:
    stage.post("At the harbour", "2026-11-25 08:00")
    reason, said = why(browse, stage.org, "cleo", brand="valley")
    assert reason == "time"
    assert "Nothing of Valley" in said
    assert "Show all brands" in said


def test_it_costs_nothing_where_there_are_posts(stage: Stage, browse: Any) -> None:
    stage.post("Now", "2026-11-25 08:00")
    client = browse(stage.org.cal)

    def asked(date: str) -> int:
        client.get(stage.org.url(f"calendar/?date={date}"))
        with CaptureQueriesContext(connection) as seen:
            client.get(stage.org.url(f"calendar/?date={date}"))
        return sum('SELECT 1 AS "a" FROM "publishing_post"' in one["sql"] for one in seen.captured_queries)

    assert (asked("2026-11-25"), asked(LONG_AGO)) == (0, 1)
