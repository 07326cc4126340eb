"""A file has the rows of its page: the same filters, in the same order."""

import sys
from typing import Any

import pytest
from django.utils.translation import override

from coe.exports.registry import source
from coe.exports.tables import Field, Table, csv_lines
from coe.lists.kinds import _kinds
from coe.tenancy.context import inside
from coe.web import sorting
from publishing.content.models import Campaign
from publishing.importing.values import yes_or_no
from reporting.goals.models import Goal
from tests.coe_exports.test_exports import fetch, lines
from tests.coe_lists.test_lists import write
from tests.factories.cast import Org
from tests.listening.conftest import make_channel, say, source_of

pytestmark = pytest.mark.django_db
WHO = {"audit": "aud", "members": "ida", "grants": "ida"}
FILE = {"approvals_history": "approvals"}
"""The file of a list, where it goes by another name."""
KINDS = ("approvals_history", "campaigns", "costs", "deliveries", "goals", "grants", "library", "members", "posts")
"""Lists with sorted columns and a file."""


def declared(key: str) -> Any:
    import coe.urls  # noqa: F401  (lists are declared where their pages are)

    return _kinds[key]


def test_every_sorted_list_with_a_file_is_looked_at() -> None:
    declared("posts")
    found = {
        key for key, kind in _kinds.items() if source(FILE.get(key, key)) and any(one.sort for one in kind.columns)
    }
    assert found == set(KINDS)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sorts that lists were read in."""
    real, seen = sorting.ordered, []

    def ordered(sort: str, *rest: Any) -> Any:
        seen.append(sort)
        return real(sort, *rest)

    for module in list(sys.modules.values()):
        if getattr(module, "ordered", None) is real:
            monkeypatch.setattr(module, "ordered", ordered)
    return seen


def page_of(org: Org, key: str) -> str:
    from coe.web.links import to

    return to(org.organisation, declared(key).name)


@pytest.mark.parametrize("key", KINDS)
def test_a_file_is_sorted_as_its_page(key: str, north: Org, browse: Any, asked: list[str]) -> None:
    who = WHO.get(key, "cleo")
    for column in (one for one in declared(key).columns if one.sort):
        for sort in (column.key, f"-{column.key}"):
            asked.clear()
            assert browse(getattr(north, who)).get(page_of(north, key), {"sort": sort}).status_code == 200
            assert sort in asked, "the page"
            asked.clear()
            lines(fetch(browse, north, who, f"{FILE.get(key, key)}.csv?sort={sort}"))
            assert sort in asked, "the file"


def shown(answer: Any) -> int:
    """How many rows a page has, all its pages together."""
    context = answer.context
    if "campaigns" in context:
        return len(context["campaigns"])
    return context["page"].paginator.count if "page" in context else len(context["shown"].rows)


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("posts", ""), ("posts", "q=harvest"), ("posts", "state=draft"), ("campaigns", ""), ("campaigns", "q=harvest"),
        ("members", ""), ("members", "q=cleo"), ("members", "state=left"), ("grants", ""), ("grants", "view=ended"),
        ("grants", "q=cleo"), ("goals", "metric=revenue"), ("goals", "brand_id=org&state=over"),
        ("mentions", "state=any"), ("mentions", "state=any&q=harvest"), ("audit", "q=harvest"), ("goals", "state=over"),
        ("library", "q=harvest"), ("approvals_history", "q=harvest"), ("deliveries", "q=harvest"),
    ],
)  # fmt: skip
def test_a_file_has_as_many_rows_as_its_page(key: str, query: str, north: Org, browse: Any) -> None:
    write(north, "Harvest on the hill", "Boats", days=3, states=False)
    with inside(north.id):
        for name in ("Harvest", "Boats"):
            Campaign.objects.create(
                org=north.organisation, name=name, slug=name.lower(), starts_on="2026-11-01", ends_on="2026-12-31"
            )
        for year in (2020, 2030):
            Goal.objects.create(
                org=north.organisation, metric="revenue", starts_on=f"{year}-01-01", ends_on=f"{year}-12-31", target=5,
                set_by=north.cleo.member,
            )  # fmt: skip
        heard = source_of(make_channel(north, "harbour", "mastodon", "@harbour"))
        say(heard, "A fine harvest"), say(heard, "Boats")
    who = WHO.get(key, "cleo")
    # Opening a list is no act, but signing in is: the page and its file are read in one session.
    client = browse(getattr(north, who))
    page = client.get(f"{page_of(north, key)}?{query}")
    file = lines(client.get(north.url(f"exports/{FILE.get(key, key)}.csv?{query}")))
    assert len(file) - 1 == shown(page)


def test_the_queue_of_approvals_leaves_as_it_is_shown(north: Org, browse: Any) -> None:
    """Its first view has no name in the address; its file has."""
    page = browse(north.cleo).get(north.url("approvals/")).content.decode()
    assert 'exports/approvals.csv?&amp;view=decide"' in page


def test_yes_and_no_are_in_the_readers_language_and_an_import_takes_them() -> None:
    with override("zh-hans"):
        (_head, said) = csv_lines(Table([Field("a", "A"), Field("b", "B")], [[True, False]], 1), bom=False)
    assert said == "是,否\r\n"
    assert [yes_or_no(one) for one in ("是", "否")] == [True, False]
