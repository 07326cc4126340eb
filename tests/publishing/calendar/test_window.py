"""What the calendar asks for and shows: the window only, the right day all year, and no more queries."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe.tenancy.context import inside
from governance.models import Freeze
from publishing.calendar import window
from tests.factories.cast import Cast, Org
from tests.publishing.calendar.conftest import Stage, events, posts


def page(browse: Any, org: Org, who: str, **query: Any) -> str:
    answer = browse(getattr(org, who)).get(org.url("calendar/"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def days_of(html: str) -> dict[str, list[str]]:
    """Titles by day, as the server drew the month."""
    found = {}
    for cell in re.split(r'<td class="cal-day', html)[1:]:
        day = re.search(r'datetime="(\d{4}-\d\d-\d\d)"', cell)
        assert day
        found[day.group(1)] = re.findall(r'<span lang="[^"]*">([^<]*)</span>', cell)
    return found


def test_only_the_window_is_answered(stage: Stage, browse: Any) -> None:
    for title, at in (("before", "2026-11-29 23:59"), ("first", "2026-11-30 00:00"), ("last", "2027-01-03 23:59"),
                      ("after", "2027-01-04 00:00")):  # fmt: skip
        stage.post(title, at)
    assert set(posts(browse, stage.org, "cleo", "2026-11-30", "2027-01-04")) == {"first", "last"}
    # As the script sends it, with the offsets of its zone.
    found = posts(browse, stage.org, "cleo", "2026-11-30T00:00:00+01:00", "2027-01-04T00:00:00+01:00")
    assert set(found) == {"first", "last"}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"start": "2026-11-01"},
        {"start": "x", "end": "y"},
        {"start": "2026-11-01", "end": "2026-11-01"},
        {"start": "2026-12-01", "end": "2026-11-01"},
        {"start": "2026-01-01", "end": "2026-12-31"},
        {"start": "0001-01-01", "end": "9999-12-31"},
        {"start": "2026-11-01\x01", "end": "２０２６-11-05"},
    ],
)
def test_a_window_that_is_none_or_too_wide_is_refused(north: Org, browse: Any, query: dict[str, str]) -> None:
    answer = browse(north.cleo).get(north.url("calendar/events"), query)
    assert answer.status_code == 400


def test_an_answer_has_a_cap_and_says_what_it_left_off(stage: Stage, browse: Any, monkeypatch: Any) -> None:
    from publishing.calendar import selectors

    monkeypatch.setattr(selectors, "MOST", 3)
    for number in range(5):
        stage.post(f"p{number}", f"2026-11-25 1{number}:00")
    given = {"start": "2026-11-01", "end": "2026-12-01"}
    answer = browse(stage.org.cleo).get(stage.org.url("calendar/events"), given).json()
    assert [one["title"] for one in answer["events"]] == ["p0", "p1", "p2"]
    assert answer["note"].startswith("2 more posts are in this time.")


def test_other_peoples_posts_never(cast: Cast, browse: Any) -> None:
    north, south = Stage(cast.north), Stage(cast.south, "bakery")
    north.post("Harbour", "2026-11-25 08:00")
    north.post("Valley", "2026-11-25 08:00", brand="valley")
    south.post("Bread", "2026-11-25 08:00")
    asked = ("2026-11-01", "2026-12-01")
    assert set(posts(browse, cast.north, "cleo", *asked)) == {"Harbour", "Valley"}
    assert set(posts(browse, cast.north, "bea", *asked)) == {"Harbour"}
    assert set(posts(browse, cast.north, "vic", *asked)) == {"Valley"}
    assert set(posts(browse, cast.south, "sue", *asked)) == {"Bread"}
    assert browse(cast.north.nia).get(cast.north.url("calendar/events"), {"start": "2026-11-01"}).status_code == 403
    assert browse(cast.north.cleo).get(cast.south.url("calendar/")).status_code == 404
    assert "Bread" not in page(browse, cast.north, "cleo")


def test_one_chip_a_post_with_all_its_networks(stage: Stage, browse: Any) -> None:
    stage.post("Three", "2026-11-25 08:00", state="scheduled", networks=("mastodon", "bluesky", "newsroom"))
    stage.post("Gone", "2026-11-25 09:00", state="withdrawn")
    (one,) = posts(browse, stage.org, "cleo", "2026-11-01", "2026-12-01").values()
    assert one["networks"] == ["bluesky", "mastodon", "newsroom"]
    assert (one["time"], one["state"], one["brand"]) == ("08:00", "scheduled", "harbour")
    assert one["url"].endswith(f"/posts/{one['id']}/")
    given = {"start": "2026-11-01", "end": "2026-12-01"}
    said = browse(stage.org.cleo).get(stage.org.url("calendar/events"), given).json()
    assert said["brands"] == {"harbour": {"name": "Harbour", "mark": "", "initials": "HA"}}
    assert said["states"] == {"scheduled": {"kind": "ok", "icon": "calendar-check", "word": "Scheduled"}}
    assert said["networks"] == {"bluesky": "Bluesky", "mastodon": "Mastodon", "newsroom": "Newsroom"}


def test_filters(stage: Stage, browse: Any) -> None:
    campaign = stage.campaign("First snow", "2026-11-20", "2026-11-30")
    stage.post("a", "2026-11-25 08:00", state="scheduled", networks=("bluesky",), campaign=campaign)
    stage.post("b", "2026-11-25 09:00", state="draft")
    stage.post("c", "2026-11-25 10:00", brand="valley")
    asked = ("2026-11-01", "2026-12-01")

    def found(**query: Any) -> str:
        return "".join(sorted(posts(browse, stage.org, "cleo", *asked, **query)))

    assert found() == "abc"
    assert found(state="draft") == "bc"
    assert found(network="bluesky") == "a"
    assert found(campaign=str(campaign.pk)) == "a"
    assert found(of="valley") == "c"
    assert found(state="x'", network="?", campaign="no", of="nobody") == "abc"


# ── days and clocks ─────────────────────────────────────────────────────────────────────────────


def test_the_day_clocks_go_forward(stage: Stage, browse: Any) -> None:
    """28 March 2027 has 23 hours in Zurich."""
    stage.post("before", "2027-03-27 23:30")
    stage.post("first", "2027-03-28 00:30")
    stage.post("after the gap", "2027-03-28 03:30")
    stage.post("last", "2027-03-28 23:30")
    stage.post("next", "2027-03-29 00:00")
    found = posts(browse, stage.org, "cleo", "2027-03-28", "2027-03-29")
    assert {title: (one["start"], one["time"]) for title, one in found.items()} == {
        "first": ("2027-03-28T00:30:00+01:00", "00:30"),
        "after the gap": ("2027-03-28T03:30:00+02:00", "03:30"),
        "last": ("2027-03-28T23:30:00+02:00", "23:30"),
    }
    drawn = days_of(page(browse, stage.org, "cleo", date="2027-03-28"))
    assert drawn["2027-03-28"] == ["first", "after the gap", "last"]
    assert (drawn["2027-03-27"], drawn["2027-03-29"]) == (["before"], ["next"])


def test_the_day_clocks_go_back(stage: Stage, browse: Any) -> None:
    """31 October 2027 has 25 hours; the hour that comes twice says which it is."""
    stage.post("once", "2027-10-31 02:30", fold=0)
    stage.post("twice", "2027-10-31 02:30", fold=1)
    stage.post("last", "2027-10-31 23:59")
    stage.post("next", "2027-11-01 00:00")
    found = posts(browse, stage.org, "cleo", "2027-10-31", "2027-11-01")
    assert {title: (one["start"], one["time"]) for title, one in found.items()} == {
        "once": ("2027-10-31T02:30:00+02:00", "02:30 CEST"),
        "twice": ("2027-10-31T02:30:00+01:00", "02:30 CET"),
        "last": ("2027-10-31T23:59:00+01:00", "23:59"),
    }
    drawn = days_of(page(browse, stage.org, "cleo", date="2027-10-31"))
    assert drawn["2027-10-31"] == ["once", "twice", "last"]


def test_posts_typed_elsewhere_stand_on_the_day_they_have_here(stage: Stage, browse: Any) -> None:
    stage.post("Tokyo morning", "2026-11-25 06:00", zone="Asia/Tokyo")
    found = posts(browse, stage.org, "cleo", "2026-11-24", "2026-11-25", second="Asia/Tokyo")
    (one,) = found.values()
    assert (one["time"], one["second"]) == ("22:00", "06:00 +1")
    assert (one["day"], one["zone"]) == ("2026-11-25", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("view", "day", "first", "until"),
    [
        ("month", "2026-12-09", "2026-11-30", "2027-01-04"),
        ("month", "2027-02-10", "2027-02-01", "2027-03-01"),
        ("month", "2026-11-01", "2026-10-26", "2026-12-07"),
        ("week", "2026-11-22", "2026-11-16", "2026-11-23"),
        ("list", "2026-11-22", "2026-11-01", "2026-12-01"),
        ("day", "2026-11-22", "2026-11-22", "2026-11-23"),
    ],
)
def test_what_a_view_shows(view: str, day: str, first: str, until: str) -> None:
    found = window.window_for(view, date.fromisoformat(day), "Europe/Zurich")
    assert (found.first.isoformat(), found.until.isoformat()) == (first, until)


def test_a_day_begins_where_the_clock_lets_it() -> None:
    """Where clocks skip midnight, the day begins an hour later on the wall, and the days around stay whole."""
    assert window.midnight(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert window.clock(datetime(2018, 11, 4, 3, tzinfo=UTC), "America/Sao_Paulo") == "01:00"


# ── the page without a script ───────────────────────────────────────────────────────────────────


def test_at_most_four_a_day_then_more_which_opens_the_day(stage: Stage, browse: Any) -> None:
    for number in range(7):
        stage.post(f"p{number}", f"2026-11-25 1{number}:00")
    html = page(browse, stage.org, "cleo")
    assert days_of(html)["2026-11-25"] == ["p0", "p1", "p2", "p3"]
    more = re.search(r'<a class="cal-more" href="([^"]*)">([^<]*)</a>', html)
    assert more
    assert more.group(2) == "+3 more"
    day = browse(stage.org.cleo).get(stage.org.url("calendar/") + more.group(1).replace("&amp;", "&"))
    assert re.findall(r'<span lang="en">(p\d)</span>', day.content.decode()) == [f"p{n}" for n in range(7)]


@pytest.mark.parametrize("view", ["week", "list", "day"])
def test_other_views_are_lists_without_a_script(stage: Stage, browse: Any, view: str) -> None:
    stage.post("Today", "2026-11-20 18:00")
    stage.post("Far", "2027-05-01 08:00")
    html = page(browse, stage.org, "cleo", view=view, date="2026-11-20")
    assert "Today" in html
    assert "Far" not in html


def test_layers_without_a_script(stage: Stage, browse: Any) -> None:
    stage.post("Draft one", "2026-11-25 08:00")
    stage.post("Sent", "2026-11-25 09:00", state="scheduled")
    html = page(browse, stage.org, "cleo", hide="state:draft")
    assert days_of(html)["2026-11-25"] == ["Sent"]
    given = {"known": ["state:draft", "state:scheduled", "brand:harbour"], "layer": ["state:draft", "brand:harbour"]}
    html = page(browse, stage.org, "cleo", **given)
    assert days_of(html)["2026-11-25"] == ["Draft one"]


def test_what_is_hidden_stays_hidden_where_nothing_of_it_is_shown(stage: Stage, browse: Any) -> None:
    """A layer that nothing shown belongs to cannot be ticked; the form carries it along."""
    stage.post("Missed", "2026-10-20 08:00", state="scheduled")
    stage.post("Sent", "2026-11-25 09:00", state="scheduled")
    html = page(browse, stage.org, "cleo", hide="state:late-scheduled,state:draft")
    form = html.split("data-layers>")[1].split("</form>")[0]
    assert '<input type="hidden" name="hide" value="state:late-scheduled">' in form
    given = {"known": ["state:draft", "state:scheduled"], "layer": ["state:draft", "state:scheduled"]}
    given |= {"hide": ["state:late-scheduled"], "date": ["2026-10-20"]}
    html = page(browse, stage.org, "cleo", **given)
    assert "2026-10-20" in days_of(html)
    assert days_of(html)["2026-10-20"] == []


def test_what_is_late_has_a_layer_of_its_own(stage: Stage, browse: Any) -> None:
    stage.post("Missed", "2026-11-20 08:00", state="scheduled")
    stage.post("Tonight", "2026-11-20 18:00", state="scheduled")
    given = {"view": "day", "date": "2026-11-20"}
    layers = page(browse, stage.org, "cleo", **given).split('data-layers-of="state"')[1].split("</ul>")[0]
    counts = re.findall(r'layer-words">([^<]*)</span><span class="meta num end" data-layer-count>([1-9]\d*)<', layers)
    assert counts == [("Scheduled", "1"), ("Due and not sent", "1")]
    html = page(browse, stage.org, "cleo", **given, hide="state:late-scheduled")
    assert ("Missed" in html, "Tonight" in html) == (False, True)
    html = page(browse, stage.org, "cleo", **given, hide="state:scheduled")
    assert ("Missed" in html, "Tonight" in html) == (True, False)


def test_a_post_goes_with_the_last_of_its_networks_and_with_its_campaign(stage: Stage, browse: Any) -> None:
    campaign = stage.campaign("Lights", "2026-11-10", "2026-11-30", brand="harbour")
    stage.post("Both", "2026-11-25 08:00", networks=("bluesky", "mastodon"), campaign=campaign)
    stage.post("One", "2026-11-25 09:00", networks=("bluesky",))

    def left(hide: str) -> list[str]:
        return days_of(page(browse, stage.org, "cleo", hide=hide)).get("2026-11-25", [])

    assert left("network:bluesky") == ["Both"]
    assert left("network:bluesky,network:mastodon") == []
    assert left(f"campaign:{campaign.pk}") == ["One"]
    assert left("campaign:none") == ["Both"]
    html = page(browse, stage.org, "cleo", hide=f"campaign:{campaign.pk}")
    assert "cal-campaign" not in html.split('class="layers"')[0]
    assert "Without a campaign" in html
    shown = page(browse, stage.org, "cleo", campaign=str(campaign.pk), network="bluesky")
    assert "Only this campaign: Lights." in shown
    assert "Only this network: Bluesky." in shown


def test_nonsense_in_the_address_is_the_usual_page(stage: Stage, browse: Any) -> None:
    html = page(browse, stage.org, "cleo", view="x", date="2026-99-99", second="Mars/Base", hide="::", campaign="1")
    assert "November 2026" in html
    assert "Zurich time, UTC+1" in html


def test_an_empty_month_says_what_to_do(north: Org, browse: Any) -> None:
    html = page(browse, north, "cal", view="list")
    assert "Posts show here once they have a time." in html


# ── bands ───────────────────────────────────────────────────────────────────────────────────────


def test_freezes_and_campaigns_are_bands_for_those_who_see_the_brand(stage: Stage, browse: Any) -> None:
    north = stage.org
    stage.campaign("Harbour lights", "2026-11-10", "2026-11-24", brand="harbour")
    stage.campaign("Valley days", "2026-11-10", "2026-11-24", brand="valley")
    stage.campaign("Whole house", "2027-02-01", "2027-02-10")
    with inside(north.id):
        Freeze.objects.create(
            org=north.organisation, brand=north.brands["valley"], reason="Avalanche", declared_by=north.cleo.member
        )
        Freeze.objects.update(declared_at=timezone.now())
    stage.post("In the valley", "2026-11-25 08:00", brand="valley")
    stage.post("At the harbour", "2026-11-25 08:00")

    def bands(who: str) -> set[tuple[str, str, str, str]]:
        found = events(browse, north, who, "2026-11-16", "2026-12-07")
        return {(one["kind"], one["title"], one["start"], one["end"]) for one in found if one["kind"] != "post"}

    lights = ("campaign", "Harbour lights", "2026-11-16", "2026-11-25")
    days = ("campaign", "Valley days", "2026-11-16", "2026-11-25")
    freeze = ("freeze", "Freeze: Valley", "2026-11-20", "2026-12-07")
    assert bands("cleo") == {lights, days, freeze}
    assert bands("bea") == {lights}
    assert bands("vic") == {days, freeze}
    frozen = posts(browse, north, "cleo", "2026-11-16", "2026-12-07")
    assert {title: one.get("frozen", False) for title, one in frozen.items()} == {
        "In the valley": True,
        "At the harbour": False,
    }


# ── cost ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["calendar/events?start=2026-11-01&end=2026-12-01", "calendar/?view=list"])
def test_queries_do_not_grow_with_posts(stage: Stage, browse: Any, path: str) -> None:
    client, url = browse(stage.org.cleo), stage.org.url(path)

    def asked() -> list[str]:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return [query["sql"] for query in seen.captured_queries]

    stage.campaign("c", "2026-11-01", "2026-11-30")
    stage.post("one", "2026-11-25 08:00", networks=("mastodon", "bluesky"))
    few = asked()
    for number in range(20):
        brand = "valley" if number % 2 else "harbour"
        stage.post(f"p{number}", "2026-11-26 08:00", state="scheduled", brand=brand)
    many = asked()
    assert len(many) == len(few)
    # What the calendar itself asks, beside finding out who is asking.
    own = [sql for sql in many if re.search(r'FROM "(publishing|governance|tenancy_brand)', sql)]
    assert "events" not in path or len(own) < 10
