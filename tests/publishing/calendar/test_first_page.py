"""The first page: the day of who keeps watch over all, and the next slots of who writes."""

import re
from typing import Any

from coe.tenancy.context import inside
from governance.models import Freeze
from publishing.models import Channel
from tests.publishing.calendar.conftest import Stage

FACT = r"<span class=\"t2\">([^<]*)</span><b class=\"num\"><svg.*?</svg>(\d+)</b>"


def home(browse: Any, stage: Stage, who: str) -> str:
    return str(browse(getattr(stage.org, who)).get(stage.org.url("")).content.decode())


def test_a_lead_sees_what_is_due_at_risk_stopped_and_planned(stage: Stage, browse: Any) -> None:
    stage.post("Tonight", "2026-11-20 18:00", state="scheduled", networks=("mastodon", "bluesky"))
    stage.post("Tomorrow", "2026-11-21 08:00", state="in_approval")
    stage.post("This morning", "2026-11-20 08:00", state="published")
    stage.post("Next month", "2026-12-20 08:00")
    stage.post("Taken back", "2026-11-20 19:00", state="withdrawn")
    with inside(stage.org.id):
        Freeze.objects.create(org=stage.org.organisation, reason="Storm", declared_by=stage.author)
    page = home(browse, stage, "cleo")
    facts = re.findall(FACT, page)
    assert facts == [
        ("Still due today", "1"),
        ("Deliveries at risk", "0"),
        ("Freezes on", "1"),
        ("Planned, next 7 days", "2"),
    ]
    assert "The day" not in home(browse, stage, "cal")


def test_a_post_counts_while_one_of_its_versions_is_to_go_out(stage: Stage, browse: Any) -> None:
    """Taken back on one channel and still planned on the other: it is due. Taken back on both: it is not."""
    both = ("mastodon", "bluesky")
    for title, slot in (("Tonight", "2026-11-20 18:00"), ("Tomorrow", "2026-11-21 08:00")):
        post = stage.post(title, slot, state="scheduled", networks=both)
        with inside(stage.org.id):
            post.versions.filter(channel__network="bluesky").update(state="withdrawn")
    stage.post("Taken back", "2026-11-20 19:00", state="withdrawn", networks=both)
    facts = re.findall(FACT, home(browse, stage, "cleo"))
    assert (facts[0], facts[-1]) == (("Still due today", "1"), ("Planned, next 7 days", "2"))


def test_what_waits_past_its_time_says_so(stage: Stage, browse: Any) -> None:
    stage.post("Missed", "2026-11-20 08:00", state="scheduled")
    stage.post("Undecided", "2026-11-20 08:00", state="in_approval")
    stage.post("Tonight", "2026-11-20 18:00", state="scheduled")
    day = home(browse, stage, "cleo").split("Today on your channels")[1].split("</section>")[0]
    said = re.findall(r"<b>(\w+)</b>.*?</svg>([\w ]+)</span></li>", day)
    assert set(said) == {
        ("Missed", "Due and not sent"),
        ("Undecided", "Not approved in time"),
        ("Tonight", "Scheduled"),
    }


def test_a_full_day_says_how_many_more_it_has(stage: Stage, browse: Any) -> None:
    for hour in range(10):
        stage.post(f"Evening {hour}", f"2026-11-20 2{hour // 4}:{hour % 4}5", state="scheduled")
    day = home(browse, stage, "cleo").split("Today on your channels")[1].split("</section>")[0]
    assert day.count("<b>Evening") == 9
    assert f'href="{stage.org.url("calendar/")}?view=day">+1 more</a>' in day


def test_who_writes_sees_their_next_posts_and_the_slots_that_have_none(stage: Stage, browse: Any) -> None:
    with inside(stage.org.id):
        cal = stage.org.cal.member
        Channel.objects.filter(network="bluesky").update(usual_days=[6], usual_times=["08:00"])
    stage.author = cal
    stage.post("Mine tomorrow", "2026-11-21 18:00", state="scheduled")
    stage.author = stage.org.bea.member
    stage.post("Somebody else's", "2026-11-21 18:00", state="scheduled")
    page = home(browse, stage, "cal")
    slots = page.split("Next slots")[1].split("</section>")[0]
    assert "Mine tomorrow" in slots
    assert "Somebody else" not in slots
    assert slots.count("Write a post") == 1
    assert "Next slots" not in home(browse, stage, "cleo")
