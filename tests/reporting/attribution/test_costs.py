"""The list of costs: narrowed by its address, kept as views, exported as it is shown."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe.tenancy.context import inside
from reporting.attribution.models import Cost
from tests.reporting.conftest import Stage


@pytest.fixture
def spent(stage: Stage) -> Stage:
    """Four costs: two of a campaign, one of them cancelled; one on a post; one of another brand."""
    north = stage.north
    winter = stage.campaign("Winter")
    post, _version, _link = stage.post(title="Frühstück am See")
    with inside(north.id):
        for brand, what, amount, day, more in (
            ("harbour", "Photographer", 400, date(2026, 11, 2), {"campaign": winter}),
            ("harbour", "Boosting", 20, date(2026, 11, 20), {"campaign": winter}),
            ("harbour", "Flowers", 60, date(2026, 12, 1), {"post": post}),
            ("valley", "摄影", 90, date(2026, 10, 1), {}),
        ):
            Cost.objects.create(
                org=north.organisation, brand=north.brands[brand], what=what, amount=Decimal(amount), currency="EUR",
                spent_on=day, entered_by=north.cleo.member, **more,
            )  # fmt: skip
    return stage


def shown(stage: Stage, client: Any, **given: str) -> list[str]:
    """What the rows were spent for; the export of the same address holds the same."""
    rows = client.get(stage.north.url("results/costs/"), given).context["rows"]
    names = [row["cost"].what for row in rows]
    file = b"".join(client.get(stage.north.url("exports/costs.csv"), given | {"names": "keys"}))
    lines = file.decode("utf-8-sig").splitlines()
    at = lines[0].split(",").index("what")
    assert [line.split(",")[at] for line in lines[1:]] == names
    return names


def test_costs_are_narrowed_and_the_export_follows(spent: Stage, browse: Any) -> None:
    north, ana = spent.north, browse(spent.north.ana)
    with inside(north.id):
        winter = str(Cost.objects.filter(campaign__isnull=False).values_list("campaign", flat=True)[0])
    valley = str(north.brands["valley"].pk)
    everything = ["Flowers", "Boosting", "Photographer", "摄影"]
    assert shown(spent, ana) == everything
    assert shown(spent, ana, campaign=winter) == ["Boosting", "Photographer"]
    assert shown(spent, ana, brand_id=valley) == ["摄影"]
    assert shown(spent, ana, brand_id=valley, campaign=winter) == []
    assert shown(spent, ana, since="2026-11-02", until="2026-11-20") == ["Boosting", "Photographer"]
    assert shown(spent, ana, until="2026-11-01") == ["摄影"]
    # Words: in what it was for, the campaign, the post, and who entered it; however they are written.
    assert shown(spent, ana, q="photo") == ["Photographer"]
    assert shown(spent, ana, q="winter boost") == ["Boosting"]
    assert shown(spent, ana, q="fruhstuck") == ["Flowers"]
    assert shown(spent, ana, q="攝影") == ["摄影"]
    assert shown(spent, ana, q="cleo") == everything
    assert shown(spent, ana, sort="amount") == ["Boosting", "Flowers", "摄影", "Photographer"]
    # What is no value narrows nothing.
    assert shown(spent, ana, brand_id="x", campaign="y", since="yesterday", until="0001-01-01", sort="z") == everything


def test_nothing_that_fits_leads_to_everything(spent: Stage, browse: Any) -> None:
    ana = browse(spent.north.ana)
    page = ana.get(spent.north.url("results/costs/?q=nobody")).content.decode()
    assert "No cost fits these filters" in page and 'href="?saved=all"' in page
    page = ana.get(spent.north.url("results/costs/?brand=valley&q=photo")).content.decode()
    assert "No cost fits these filters" in page and 'name="brand_id"' not in page


def test_only_what_may_be_seen_is_offered_and_found(spent: Stage, browse: Any) -> None:
    """Bea sees harbour only."""
    north, bea = spent.north, browse(spent.north.bea)
    answer = bea.get(north.url("results/costs/"), {"brand_id": str(north.brands["valley"].pk)})
    assert [row["cost"].what for row in answer.context["rows"]] == []
    assert [name for _key, name in answer.context["options"]["brands"]] == ["Harbour"]


def test_a_view_is_kept_and_a_cancelled_cost_leads_back_to_it(spent: Stage, browse: Any) -> None:
    north, ana = spent.north, browse(spent.north.cleo)
    kept = ana.post(north.url("lists/costs/keep/"), {"name": "Photos", "query": "q=photo&page=3"})
    assert kept["Location"].startswith(north.url("results/costs/?q=photo&saved="))
    assert "Photos" in ana.get(kept["Location"]).content.decode()
    ana.post(north.url("lists/costs/columns/"), {"column": ["brand"]})
    page = ana.get(north.url("results/costs/?saved=all")).content.decode()
    assert ">Brand<" in page.split("<thead>")[1] and "Entered by" not in page.split("<thead>")[1].split("</thead>")[0]
    with inside(north.id):
        cost = Cost.objects.get(what="Photographer")
    gone = ana.post(north.url(f"results/costs/{cost.pk}/cancel/"), {"query": "q=photo&next=x"})
    assert gone["Location"] == north.url("results/costs/?q=photo")


def test_the_page_reads_no_more_with_more_costs(spent: Stage, browse: Any) -> None:
    north, ana = spent.north, browse(spent.north.ana)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            ana.get(north.url("results/costs/"))
        return len(queries)

    statements()
    before = statements()
    with inside(north.id):
        for number in range(20):
            Cost.objects.create(
                org=north.organisation, brand=north.brands["harbour"], what=f"More {number}", amount=Decimal(1),
                currency="EUR", spent_on=date(2026, 9, 1), entered_by=north.cleo.member,
            )  # fmt: skip
    assert statements() == before
