"""Embargoes, festivals and events: who may set them, what they stop, and what everybody sees."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coe.access.api import Denied
from coe.audit.models import Entry
from coe.audit.words import sentence
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Market
from governance import api
from governance.notes import actions
from governance.notes.models import CalendarNote
from governance.notes.states import Kind
from publishing.content.actions import plan
from publishing.models import Post
from tests.factories.cast import Org
from tests.publishing.content.conftest import Stage

DAY = date.today() + timedelta(days=1)


def notes(north: Org) -> int:
    with inside(north.id):
        return CalendarNote.objects.count()


def embargo(north: Org, brand: str | None = "harbour", **more: Any) -> CalendarNote:
    place = {"brand_id": north.brands[brand].pk if brand else None}
    days = {"first": DAY - timedelta(days=1), "last": DAY + timedelta(days=1)}
    return actions.set_embargo(north.cleo.actor, title="Half-year figures", **(days | place | more))


def test_who_may_stop_publishing_sets_an_embargo_and_ends_it(north: Org, browse: Any) -> None:
    form = {"title": "Half-year figures", "brand": str(north.brands["harbour"].pk), "market": ""}
    form |= {"first": DAY.isoformat(), "last": DAY.isoformat()}
    url = north.url("calendar/days/embargo/")
    assert browse(north.cal).post(url, form).status_code == 403
    assert notes(north) == 0
    assert browse(north.cleo).post(url, form | {"last": "2020-01-01"}).status_code == 422
    assert notes(north) == 0
    page = browse(north.cleo).post(url, form, follow=True).content.decode()
    assert "Half-year figures" in page and "End the embargo" in page
    with inside(north.id):
        (note,) = CalendarNote.objects.all()
    end = north.url(f"calendar/days/{note.pk}/end/")
    assert browse(north.cal).post(end).status_code == 403
    assert browse(north.cleo).post(north.url(f"calendar/days/{note.pk}/remove/")).status_code in {403, 404}
    assert notes(north) == 1
    assert browse(north.cleo).post(end).status_code == 302
    assert notes(north) == 0
    with inside(north.id):
        said = {sentence(entry).split(" ", 2)[-1] for entry in Entry.objects.filter(act="freeze.declare")}
    assert {"set an embargo: Half-year figures", "ended the embargo: Half-year figures"} <= said


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_audit_names_a_place_in_one_way_whoever_acted(north: Org, browse: Any, language: str) -> None:
    north.cleo.user.language = language
    north.cleo.user.save()
    with inside(north.id):
        Brand.objects.filter(pk=north.brands["harbour"].pk).update(name_zh="港湾")
        Market.objects.filter(pk=north.markets["cn"].pk).update(name="China", name_zh="中国")
    cleo, days = browse(north.cleo), {"first": DAY.isoformat(), "last": DAY.isoformat()}
    for title, brand, market in (("Figures", "harbour", "cn"), ("Mourning", None, None)):
        place = {
            "brand": str(north.brands[brand].pk) if brand else "", "market": str(north.markets[market].pk) if market else "",
        }  # fmt: skip
        page = cleo.post(north.url("calendar/days/embargo/"), {"title": title, **place, **days}, follow=True)
        assert ("港湾、中国" if language == "zh-hans" else "Harbour, China") in page.content.decode()
    with inside(north.id):
        for note in CalendarNote.objects.all():
            cleo.post(north.url(f"calendar/days/{note.pk}/end/"))
    with inside(north.id):
        told = list(Entry.objects.filter(act="freeze.declare").order_by("seq"))
        said = {(one.subject_label, one.detail): (one.after or one.before)["where"] for one in told}
    assert said == {
        ("Figures", "embargo-set"): "Harbour, China", ("Figures", "embargo-ended"): "Harbour, China",
        ("Mourning", "embargo-set"): "Northwind Stays", ("Mourning", "embargo-ended"): "Northwind Stays",
    }  # fmt: skip


def test_who_may_draft_adds_a_festival_for_their_brand_and_no_embargo(north: Org, browse: Any) -> None:
    harbour, valley = north.brands["harbour"].pk, north.brands["valley"].pk
    given: dict[str, Any] = {"title": "冬至 Winter solstice", "first": DAY, "last": DAY}
    made = actions.add(north.cal.actor, kind=Kind.FESTIVAL, brand_id=harbour, **given)
    assert made.where == north.brands["harbour"].name
    for brand in (valley, None):
        with pytest.raises(Denied):
            actions.add(north.cal.actor, kind=Kind.FESTIVAL, brand_id=brand, **given)
    with pytest.raises(Denied):
        actions.add(north.cal.actor, kind=Kind.EMBARGO, brand_id=harbour, **given)
    assert notes(north) == 1
    assert "冬至 Winter solstice" in browse(north.cal).get(north.url("calendar/days/")).content.decode()
    asked = {"start": DAY.isoformat(), "end": (DAY + timedelta(days=1)).isoformat()}
    events = browse(north.cal).get(north.url("calendar/events"), asked).json()["events"]
    assert [(one["kind"], one["title"]) for one in events] == [("festival", "冬至 Winter solstice")]


def test_an_embargo_is_about_its_brand_its_market_and_its_days(north: Org) -> None:
    embargo(north)
    harbour, valley = north.brands["harbour"].pk, north.brands["valley"].pk

    def stops(brand: Any, day: date) -> bool:
        with inside(north.id):
            return api.embargo_on(brand_id=brand, market_ids=[None], day=day) is not None

    days = [DAY + timedelta(days=number) for number in (-2, -1, 1, 2)]
    assert [stops(harbour, day) for day in days] == [False, True, True, False]
    assert not stops(valley, DAY)
    embargo(north, brand=None)
    assert stops(valley, DAY)


def test_a_post_in_an_embargo_is_warned_of_and_cannot_be_sent(stage: Stage, post: Any, typed: Any, browse: Any) -> None:
    north = stage.north
    embargo(north)
    made = post(text="Our best half-year.")
    page = browse(north.cal).get(north.url(f"posts/{made.pk}/edit/")).content.decode()
    assert "Half-year figures (set by" in page
    url = north.url(f"posts/{made.pk}/edit/")
    answer = browse(north.cal).post(url, typed(text="Our best half-year.", revision=str(made.revision), act="send"))
    assert answer.status_code == 422
    assert "Choose another day." in answer.content.decode()
    with inside(north.id):
        assert Post.objects.get().versions.get().state == "draft"
        assert api.latest_request(made.pk) is None


def test_a_post_cannot_be_moved_into_an_embargo(stage: Stage, post: Any) -> None:
    north = stage.north
    later = datetime.now(UTC).replace(tzinfo=None, hour=12, minute=0) + timedelta(days=6)
    made = post(text="Our best half-year.", at=later)
    embargo(north)
    inside_it = datetime.combine(DAY, later.time())
    with pytest.raises(ValidationError) as refused:
        plan(north.cal.actor, post_id=made.pk, time=inside_it, zone="Europe/Zurich")
    assert refused.value.code == "embargo"
    with inside(north.id):
        assert Post.objects.get().slot == made.slot
