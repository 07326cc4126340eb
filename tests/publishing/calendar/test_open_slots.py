"""Slots without a post: the usual times of a channel, and what fills them; and views of the calendar that are kept."""

from typing import Any

import pytest
from django.utils.html import escape

from coe.audit.models import Entry
from coe.lists.models import SavedView
from coe.tenancy.context import inside
from publishing.models import Channel
from tests.factories.cast import Cast, Org
from tests.publishing.calendar.conftest import Stage

# The stage's day is Friday 20 November 2026, 09:00 in Zurich.
WEEK = ("2026-11-16", "2026-11-23")


def usual(stage: Stage, network: str, days: list[int], times: list[str]) -> Channel:
    channel = stage.channels["harbour", network]
    with inside(stage.org.id):
        Channel.objects.filter(pk=channel.pk).update(usual_days=days, usual_times=times)
        type(channel.brand).objects.filter(pk=channel.brand_id).update(zone="Europe/Zurich")
    return channel


def open_slots(browse: Any, org: Org, who: str, first: str, until: str, **query: str) -> list[str]:
    answer = browse(getattr(org, who)).get(org.url("calendar/events"), {"start": first, "end": until} | query)
    return [one["start"][:16] for one in answer.json()["open"]]


def test_usual_times_to_come_without_a_post_close_by_are_open(stage: Stage, browse: Any) -> None:
    usual(stage, "mastodon", [4, 5, 6], ["08:00", "17:00"])
    assert open_slots(browse, stage.org, "cal", *WEEK) == ["2026-11-20T17:00", "2026-11-21T08:00", "2026-11-21T17:00"]
    stage.post("On time", "2026-11-20 17:00")
    stage.post("Nearly", "2026-11-21 08:29")
    stage.post("Too far", "2026-11-21 17:30")
    stage.post("Another channel", "2026-11-21 17:00", networks=("bluesky",))
    stage.post("Taken back", "2026-11-21 17:00", state="withdrawn")
    assert open_slots(browse, stage.org, "cal", *WEEK) == ["2026-11-21T17:00"]


def test_where_only_a_part_is_shown_or_nobody_could_write_no_slot_is_called_open(cast: Cast, browse: Any) -> None:
    stage = Stage(cast.north)
    usual(stage, "mastodon", [6], ["08:00"])
    assert open_slots(browse, stage.org, "cal", *WEEK) == ["2026-11-21T08:00"]
    assert open_slots(browse, stage.org, "cal", *WEEK, network="bluesky") == []
    assert open_slots(browse, stage.org, "cal", *WEEK, state="draft") == []
    assert open_slots(browse, stage.org, "cleo", *WEEK) == []  # reads, and does not draft
    with inside(stage.org.id):
        Channel.objects.filter(network="mastodon").update(state="unconnected")
    assert open_slots(browse, stage.org, "cal", *WEEK) == []


def test_an_open_slot_leads_to_the_composer_at_its_time_and_channel(stage: Stage, browse: Any) -> None:
    channel = usual(stage, "mastodon", [6], ["08:00"])
    cal = browse(stage.org.cal)
    page = cal.get(stage.org.url("calendar/?date=2026-11-20")).content.decode()
    assert "2 slots have no post" in page  # Saturday 21 and 28; the first of December is another month
    (url, _later, *_december) = [
        one["url"]
        for one in cal.get(stage.org.url("calendar/events"), {"start": "2026-11-01", "end": "2026-12-01"}).json()[
            "open"
        ]
    ]
    assert escape(url) in page
    composer = cal.get(url)
    draft = composer.context["form"].had
    assert (draft.slot.isoformat(), draft.zone) == ("2026-11-21T07:00:00+00:00", "Europe/Zurich")
    assert [one for one, _own in draft.versions] == [channel.pk]


def test_many_open_slots_are_counted_whole_and_listed_in_part(stage: Stage, browse: Any) -> None:
    """A list stops at the first hundred of a month and says so; nothing that is left off goes uncounted."""
    times = [f"{hour:02d}:{minute:02d}" for hour in range(8, 20) for minute in (0, 30)]
    usual(stage, "mastodon", [1, 2, 3, 4, 5, 6, 7], times)
    cal, calendar = browse(stage.org.cal), stage.org.url("calendar/?date=2026-11-20")
    page = cal.get(calendar).content.decode()
    every = 21 + 24 * 10  # what is left of the 20th, and ten whole days of November
    assert f"{every} slots have no post" in page
    assert page.split("data-cal-open-list")[1].split("</ul>")[0].count("<li>") == 100
    assert "data-cal-open-more>The first 100 of them are listed." in page
    answer = cal.get(stage.org.url("calendar/events"), {"start": "2026-11-01", "end": "2026-12-06"}).json()
    months = [one["start"][:7] for one in answer["open"]]
    assert {month: months.count(month) for month in months} == {"2026-11": 100, "2026-12": 100}
    assert [one["start"] for one in answer["open"]] == sorted(one["start"] for one in answer["open"])
    assert sum(answer["open_days"].values()) == every + 24 * 5
    assert answer["open_days"]["2026-11-21"] == answer["open_days"]["2026-12-05"] == 24
    usual(stage, "mastodon", [6], ["08:00"])
    assert "data-cal-open-more hidden>" in cal.get(calendar).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": ["1"], "times": "9.30"}, "is not a time like 09:00"),
        ({"days": ["8"], "times": "09:00"}, "Select a valid choice"),
        ({"days": ["1"], "times": ""}, "Give days and times, or neither."),
        ({"days": ["1"], "times": " ".join(f"{hour:02d}:00" for hour in range(9))}, "At most 8 times a day."),
    ],
)
def test_usual_times_that_are_none_are_refused(stage: Stage, browse: Any, typed: dict[str, Any], said: str) -> None:
    channel = stage.channels["harbour", "mastodon"]
    answer = browse(stage.org.bea).post(stage.org.url(f"channels/{channel.pk}/times/"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with inside(stage.org.id):
        assert Channel.objects.get(pk=channel.pk).usual_times == []


def test_usual_times_are_kept_sorted_once_and_recorded(stage: Stage, browse: Any) -> None:
    channel, bea = stage.channels["harbour", "mastodon"], browse(stage.org.bea)
    url = stage.org.url(f"channels/{channel.pk}/times/")
    for _again in range(2):
        assert bea.post(url, {"days": ["5", "1"], "times": "17：30、9:00, 17:30"}).status_code == 302
    with inside(stage.org.id):
        kept = Channel.objects.get(pk=channel.pk)
        assert (kept.usual_days, kept.usual_times) == ([1, 5], ["09:00", "17:30"])
        (entry,) = Entry.objects.filter(act="channel.connect", detail="usual-times")
        assert entry.after == {"days": [1, 5], "times": ["09:00", "17:30"]}
    assert "09:00, 17:30" in bea.get(stage.org.url(f"channels/{channel.pk}/")).content.decode()


def test_who_may_not_connect_a_channel_does_not_set_its_times(stage: Stage, browse: Any) -> None:
    channel = stage.channels["harbour", "mastodon"]
    url = stage.org.url(f"channels/{channel.pk}/times/")
    assert browse(stage.org.cal).post(url, {"days": ["1"], "times": "09:00"}).status_code in (403, 404)
    with inside(stage.org.id):
        assert Channel.objects.get(pk=channel.pk).usual_times == []


def test_a_view_of_the_calendar_is_kept_and_opens_on_today(stage: Stage, browse: Any) -> None:
    cal = browse(stage.org.cal)
    query = "view=week&hide=state:draft,band:freeze&date=2026-03-04&known=x"
    answer = cal.post(stage.org.url("lists/calendar/keep/"), {"name": "My week", "query": query})
    with inside(stage.org.id):
        view = SavedView.objects.get(kind="calendar")
        assert view.query == "hide=state%3Adraft%2Cband%3Afreeze&view=week"
    page = cal.get(answer["Location"])
    assert page.context["asked"].view == "week"
    assert page.context["asked"].hidden == {"state:draft", "band:freeze"}
    assert page.context["asked"].day.isoformat() == "2026-11-20"
    assert page.context["listing"].current.view == view
    cal.post(stage.org.url(f"lists/view/{view.pk}/open/"), {"opens": "on"})
    assert cal.get(stage.org.url("calendar/"))["Location"] == answer["Location"]
