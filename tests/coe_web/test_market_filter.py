"""The market a person narrows every page to: kept, shown, cleared, and never one out of reach."""

from typing import Any

import pytest

from coe.tenancy.context import inside
from coe.tenancy.models import Market
from publishing.models import Channel
from tests.factories.cast import Org
from tests.publishing.calendar.conftest import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(north: Org) -> Stage:
    """Two posts tomorrow: one for a channel in China, one for a channel that has no market."""
    made = Stage(north)
    with inside(north.id):
        Channel.objects.filter(pk=made.channels["harbour", "bluesky"].pk).update(market=north.markets["cn"])
    made.post("To China", "2026-11-25 08:00", state="scheduled", networks=("bluesky",))
    made.post("To everybody", "2026-11-25 09:00", state="scheduled", networks=("mastodon",))
    return made


def shown(client: Any, org: Org, path: str, query: str = "") -> set[str]:
    page = client.get(org.url(path) + query).content.decode()
    return {title for title in ("To China", "To everybody") if title in page}


def test_a_market_follows_the_person_until_it_is_cleared(stage: Stage, browse: Any) -> None:
    client, org = browse(stage.org.cleo), stage.org
    calendar = "calendar/?date=2026-11-25"
    assert shown(client, org, "posts/") == {"To China", "To everybody"}
    assert shown(client, org, "posts/", "?market=cn") == {"To China"}
    assert shown(client, org, calendar) == {"To China"}
    page = client.get(org.url("notices/")).content.decode()
    assert "Not only CN: show all markets" in page
    assert client.get(org.url("results/")).status_code == 200
    assert shown(client, org, "posts/", "?market=") == {"To China", "To everybody"}
    assert shown(client, org, calendar) == {"To China", "To everybody"}


def test_an_empty_list_says_which_market_it_shows(stage: Stage, browse: Any) -> None:
    client, org = browse(stage.org.cleo), stage.org
    with inside(org.id):
        Market.objects.create(org=org.organisation, code="aq", name="Antarctica")
    for path in ("posts/", "approvals/?view=back", "calendar/?view=list&date=2026-11-25"):
        page = client.get(org.url(path), {**_query(path), "market": "aq"}).content.decode()
        assert "Nothing in Antarctica" in page, path
        assert "Show all markets" in page, path


def _query(path: str) -> dict[str, str]:
    _path, _mark, query = path.partition("?")
    return dict(part.split("=") for part in query.split("&") if part)


def test_a_market_out_of_reach_is_not_offered_and_narrows_nothing(stage: Stage, browse: Any) -> None:
    """Vic holds rights on Valley alone, whose channel has no market."""
    client, org = browse(stage.org.vic), stage.org
    page = client.get(org.url("posts/"), {"market": "cn"})
    assert page.context["request"].market_filter is None
    assert page.context["frame"].markets == []
    whole = browse(stage.org.cleo).get(org.url("posts/"))
    assert [market.code for market in whole.context["frame"].markets] == sorted(org.markets)


def test_the_filter_asks_once_for_brands_and_markets(stage: Stage, browse: Any, django_assert_num_queries: Any) -> None:
    from coe.web.narrowing import choices

    with inside(stage.org.id):
        rights = stage.org.cleo.actor.rights
        with django_assert_num_queries(1):
            found = choices(stage.org.organisation, rights)
    assert {brand.slug for brand in found.brands} == set(stage.org.brands)
