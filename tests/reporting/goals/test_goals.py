"""Goals are set by who may, for what they may."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from coe.audit.models import Entry
from coe.tenancy.context import inside
from reporting.goals.models import Goal
from tests.reporting.conftest import Stage

GOOD = {"metric": "revenue", "brand": "", "starts_on": "2027-03-22", "ends_on": "2027-03-28", "target": "1000"}


def post(stage: Stage, browse: Any, who: str = "ana", **more: str) -> Any:
    return browse(getattr(stage.north, who)).post(stage.north.url("results/goals/set/"), GOOD | more)


def held(stage: Stage) -> list[tuple[str, Decimal]]:
    with inside(stage.north.id):
        return list(Goal.objects.order_by("metric").values_list("metric", "target"))


def test_a_goal_is_set_replaced_and_taken_away(stage: Stage, browse: Any) -> None:
    assert post(stage, browse).status_code == 302
    assert post(stage, browse, target="1200").status_code == 302
    assert held(stage) == [("revenue", Decimal(1200))]
    assert "EUR 1,200" in browse(stage.north.eve).get(stage.north.url("results/goals/")).content.decode()
    with inside(stage.north.id):
        goal = Goal.objects.get()
        assert [entry.before for entry in Entry.objects.filter(act="goal.set").order_by("seq")][1]["target"] == "1000"
    url = stage.north.url(f"results/goals/{goal.pk}/drop/")
    assert browse(stage.north.eve).post(url).status_code == 403
    assert browse(stage.north.ana).post(url).status_code == 302
    assert held(stage) == []


@pytest.mark.parametrize(
    ("metric", "typed", "kept"), [("on_time", "97", "0.97"), ("lead_time", "2", "7200"), ("roi", "250", "2.5")]
)
def test_goals_are_typed_as_people_say_them(stage: Stage, browse: Any, metric: str, typed: str, kept: str) -> None:
    assert post(stage, browse, metric=metric, target=typed).status_code == 302
    assert held(stage) == [(metric, Decimal(kept))]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"target": "-1"}, "target"), ({"target": "lots"}, "target"), ({"ends_on": "2027-03-01"}, "ends_on"),
        ({"ends_on": "2031-01-01"}, "ends_on"), ({"starts_on": ""}, "starts_on"), ({"metric": "vanity"}, "metric"),
        ({"metric": "on_time", "target": "101"}, "target"), ({"brand": "x"}, "brand"),
    ],
)  # fmt: skip
def test_bad_goals_are_told_at_the_field(stage: Stage, browse: Any, change: dict[str, str], field: str) -> None:
    answer = post(stage, browse, **change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert held(stage) == []


def test_a_brand_lead_sets_goals_of_the_brand_only(stage: Stage, browse: Any) -> None:
    brands = stage.north.brands
    assert post(stage, browse, "bea").status_code == 422
    assert post(stage, browse, "bea", brand=str(brands["valley"].pk)).status_code == 422
    assert post(stage, browse, "eve", brand=str(brands["harbour"].pk)).status_code == 403
    assert held(stage) == []
    assert post(stage, browse, "bea", brand=str(brands["harbour"].pk)).status_code == 302
    assert held(stage) == [("revenue", Decimal(1000))]
    # Who sees the results of the whole organisation sees the goal of one brand.
    assert "1,000" in browse(stage.north.cleo).get(stage.north.url("results/goals/")).content.decode()


def test_goals_come_page_by_page_and_by_time(stage: Stage, browse: Any) -> None:
    today = timezone.now().astimezone(ZoneInfo("Europe/Zurich")).date()
    day = timedelta(days=1)
    with inside(stage.north.id):
        for number in range(51):
            first = today - (number + 10) * day
            Goal.objects.create(
                org_id=stage.north.id, metric="revenue", starts_on=first, ends_on=first, target=number + 1,
                set_by=stage.north.ana.member,
            )  # fmt: skip
        for metric, first, last in (("roi", today, today), ("lead_time", today + day, today + day)):
            Goal.objects.create(
                org_id=stage.north.id, metric=metric, starts_on=first, ends_on=last, target=1,
                set_by=stage.north.ana.member,
            )  # fmt: skip
    ana = browse(stage.north.ana)

    def metrics(**given: Any) -> list[str]:
        page = ana.get(stage.north.url("results/goals/"), given).context["rows"]
        return [row["goal"].metric for row in page]

    assert (len(metrics()), len(metrics(page=2))) == (50, 3)
    assert (metrics(state="now"), metrics(state="ahead")) == (["roi"], ["lead_time"])
    assert set(metrics(state="over", page=2)) == {"revenue"}
    with inside(stage.north.id):
        Goal.objects.filter(metric="roi").delete()
    assert "No goal fits these filters" in ana.get(stage.north.url("results/goals/"), {"state": "now"}).content.decode()


def test_goals_are_narrowed_and_the_export_follows(stage: Stage, browse: Any) -> None:
    north = stage.north
    today = timezone.now().astimezone(ZoneInfo("Europe/Zurich")).date()
    brands = {"harbour": north.brands["harbour"], "valley": north.brands["valley"], "": None}
    with inside(north.id):
        for metric, brand, days in (
            ("revenue", "harbour", 0), ("roi", "harbour", 0), ("revenue", "valley", -9), ("revenue", "", 0),
        ):  # fmt: skip
            day = today + timedelta(days=days)
            Goal.objects.create(
                org_id=north.id, metric=metric, brand=brands[brand], starts_on=day, ends_on=day, target=1,
                set_by=north.ana.member,
            )  # fmt: skip
    ana = browse(north.ana)
    harbour = str(north.brands["harbour"].pk)

    def shown(**given: str) -> list[tuple[str, str]]:
        rows = ana.get(north.url("results/goals/"), given | {"sort": "brand"}).context["rows"]
        page = [(row["goal"].metric, str(row["goal"].brand or "")) for row in rows]
        file = b"".join(ana.get(north.url("exports/goals.csv"), given | {"names": "keys", "sort": "brand"}))
        assert [line.split(",")[0] for line in file.decode("utf-8-sig").splitlines()[1:]] == [one for one, _b in page]
        return page

    assert len(shown()) == 4
    assert shown(brand_id=harbour, metric="roi") == [("roi", "Harbour")]
    assert sorted(shown(brand_id=harbour)) == [("revenue", "Harbour"), ("roi", "Harbour")]
    assert shown(brand_id="org") == [("revenue", "")]
    assert shown(metric="revenue", state="over") == [("revenue", "Valley")]
    assert len(shown(metric="nonsense", brand_id="nonsense", state="nonsense", sort="nonsense")) == 4
    # The brand that follows the person narrows it too, and is not asked for again.
    page = ana.get(north.url("results/goals/?brand=valley"))
    assert [str(row["goal"].brand) for row in page.context["rows"]] == ["Valley"]
    assert 'name="brand_id"' not in page.content.decode()
    page = ana.get(north.url("results/goals/?brand=valley&state=now")).content.decode()
    assert "No goal fits these filters" in page and 'href="?saved=all"' in page


def test_a_goal_taken_away_leads_back_to_the_list_as_it_was(stage: Stage, browse: Any) -> None:
    post(stage, browse)
    with inside(stage.north.id):
        goal = Goal.objects.get()
    ana = browse(stage.north.ana)
    gone = ana.post(
        stage.north.url(f"results/goals/{goal.pk}/drop/"), {"query": "metric=revenue&x=1&next=https://b.example"}
    )
    assert gone["Location"] == stage.north.url("results/goals/?metric=revenue")
