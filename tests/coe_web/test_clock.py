"""Whoever reads a 12-hour clock reads it everywhere: chips, home, approvals and scripts say the same as the post."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coe.tenancy.context import inside
from publishing.content.models import Post, Version
from tests.coe_lists.test_lists import write
from tests.factories.cast import Org

pytestmark = pytest.mark.django_db


@pytest.fixture
def twelve(north: Org) -> None:
    user = north.bea.user
    user.clock, user.zone = "12", "Asia/Tokyo"
    user.save(update_fields=["clock", "zone"])


def at(org: Org, hour: int, days: int = 0) -> Post:
    """A post at a full hour in UTC, which is this organisation's zone here."""
    (post,) = write(org, "One", days=1, states=True)
    with inside(org.id):
        type(org.organisation).objects.filter(pk=org.id).update(zone="UTC")
        day = timezone.now().astimezone(UTC).date() + timedelta(days=days)
        Post.objects.filter(pk=post.pk).update(slot=datetime.combine(day, time(hour), UTC))
    return post


def events(org: Org, browse: Any, who: str) -> dict[str, Any]:
    today = timezone.now().astimezone(UTC).date()
    days = {"start": today.isoformat(), "end": (today + timedelta(days=7)).isoformat()}
    told = json.loads(browse(getattr(org, who)).get(org.url("calendar/events"), days).content)["events"]
    return next(one for one in told if one["kind"] == "post")


def test_the_calendar_says_it_and_the_script_keeps_its_own(north: Org, browse: Any, twelve: None) -> None:
    post = at(north, 15, days=2)
    said = events(north, browse, "bea")
    assert (said["time"], said["wall"]) == ("3:00 p.m.", "15:00")
    assert events(north, browse, "cal")["time"] == "15:00"
    page = browse(north.bea).get(north.url("calendar/"), {"view": "list", "date": f"{post.slot:%Y-%m-%d}"})
    assert 'data-clock="12"' in page.content.decode()
    assert "data-clock" not in browse(north.cal).get(north.url("calendar/")).content.decode()


def test_today_is_one_zone_and_one_clock(north: Org, browse: Any, twelve: None) -> None:
    at(north, 23)
    with inside(north.id):
        Version.objects.update(state="in_approval")
    page = browse(north.bea).get(north.url("")).content.decode()
    assert "<time>11:00 p.m.</time>" in page
    now = timezone.now().astimezone(UTC)
    assert any(f"<time>{(now - timedelta(minutes=ago)):%-I:%M}" in page for ago in (0, 1)), (
        "now, in the zone of the rows"
    )


@pytest.mark.parametrize(("hour", "said"), [(1, "上午10:00"), (9, "下午6:00")])
def test_halves_of_a_day_are_said_in_chinese(north: Org, browse: Any, twelve: None, hour: int, said: str) -> None:
    post = at(north, hour, days=2)
    north.bea.user.language = "zh-hans"
    north.bea.user.save(update_fields=["language"])
    assert said in browse(north.bea).get(north.url(f"posts/{post.pk}/")).content.decode()
