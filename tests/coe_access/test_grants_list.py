"""The list of grants: narrowed by its address, and exported as it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from coe.access.models import Grant, Role
from coe.tenancy.context import inside
from tests.factories.cast import Org, add_person


@pytest.fixture
def held(north: Org) -> Org:
    """Beside the cast's own grants: one that ends soon, one that has ended, one in Chinese."""
    add_person(north, "Sol Soon", "sol", "publisher", "harbour")
    add_person(north, "Ode Over", "ode", "publisher", "valley")
    add_person(north, "林悦", "lin", "creator", "valley")
    now = timezone.now()
    with inside(north.id):
        Grant.objects.filter(member__name="Sol Soon").update(
            expires_at=now + timedelta(days=3), reason="covers the fair"
        )
        Grant.objects.filter(member__name="Ode Over").update(ended_at=now, reason="was a mistake")
    return north


def shown(org: Org, client: Any, **given: str) -> set[str]:
    """Who the grants are of; the export of the same address holds the same."""
    page = client.get(org.url("grants/"), {"saved": "all"} | given).context["page"]
    file = b"".join(client.get(org.url("exports/grants.csv"), given | {"names": "keys"})).decode("utf-8-sig")
    names = [grant.member.name for grant in page]
    assert sorted(line.split(",")[0] for line in file.splitlines()[1:]) == sorted(names)
    return set(names)


def test_grants_are_narrowed_and_the_export_follows(held: Org, browse: Any) -> None:
    cleo = browse(held.cleo)
    with inside(held.id):
        publisher = str(Role.objects.get(key="publisher").pk)
    valley, harbour = (f"brand:{held.brands[name].pk}" for name in ("valley", "harbour"))
    everybody = shown(held, cleo)
    assert {"Sol Soon", "林悦"} < everybody and "Ode Over" not in everybody
    assert "Sol Soon" in shown(held, cleo, role=publisher) and "林悦" not in shown(held, cleo, role=publisher)
    assert "林悦" in shown(held, cleo, where=valley) and "Sol Soon" not in shown(held, cleo, where=valley)
    assert shown(held, cleo, q="soon fair") == {"Sol Soon"}
    assert shown(held, cleo, q="林", where=harbour) == set()
    assert shown(held, cleo, view="ending") == {"Sol Soon"}
    assert shown(held, cleo, view="ending", where=valley) == set()
    assert shown(held, cleo, view="ended", q="mistake") == {"Ode Over"}
    assert shown(held, cleo, role="x", where="brand:x", view="nonsense") == everybody
    assert shown(held, cleo, where="planet:1") == everybody


def test_words_are_looked_for_in_what_the_reader_reads(held: Org, browse: Any) -> None:
    """Default roles and brands by their names in the reader's language, places also as they were granted."""
    cleo = browse(held.cleo)
    with inside(held.id):
        role = Role.objects.get(key="publisher")
        brand = held.brands["valley"]
        brand.name_zh = "山谷"
        brand.save(update_fields=["name_zh"])
    assert "Sol Soon" in shown(held, cleo, q=role.label)
    with translation.override("zh-hans"):
        said = role.label
    held.cleo.user.language = "zh-hans"
    held.cleo.user.save(update_fields=["language"])
    assert "Sol Soon" in shown(held, cleo, q=said)
    for place in ("山谷", "valley"):
        assert "林悦" in shown(held, cleo, q=place) and "Sol Soon" not in shown(held, cleo, q=place)


def test_what_is_offered_is_what_is_held(held: Org, browse: Any) -> None:
    options = browse(held.cleo).get(held.url("grants/?view=ended")).context["options"]
    assert [name for _key, name in options.roles] == ["Publisher"]
    assert [name for _key, name in options.places] == ["Valley"]


def test_another_tab_keeps_the_filters_and_an_empty_one_can_be_cleared(held: Org, browse: Any) -> None:
    cleo = browse(held.cleo)
    page = cleo.get(held.url("grants/?q=nobody")).content.decode()
    assert "No grant fits these filters" in page
    assert 'href="?q=nobody&amp;view=ending"' in page
    page = cleo.get(held.url("grants/?q=nobody&view=ended")).content.decode()
    assert 'href="?view=ended">Clear the filters' in page
