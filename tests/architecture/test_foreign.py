"""The other organisation: its ids at every address answer 404, for reading and for writing, and change nothing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import get_resolver

from coe.access.models import Grant
from tests.architecture.test_urls import walk
from tests.factories.cast import Cast, add_person

UUID = re.compile(r"<uuid:(\w+)>")
OTHER = re.compile(r"<(\w+):(\w+)>")
# Parameters that are no ids: any valid value will do.
WORDS = {"form": "csv", "key": "revenue", "number": "1", "version": "1", "step": "1"}


def addresses() -> list[str]:
    """Every address inside an organisation that names an object."""
    return sorted({route for route, _view in walk() if route.startswith("o/<slug:org>/") and UUID.search(route)})


def fill(route: str, org: str, object_id: Any) -> str:
    path = UUID.sub(str(object_id), route.replace("<slug:org>", org))
    return "/" + OTHER.sub(lambda found: WORDS.get(found[2], "x" if found[1] == "str" else "1"), path)


def everything_of(cast: Cast) -> list[Any]:
    """An id of the northern organisation for each of its tables that has rows."""
    from django.apps import apps

    from coe.tenancy.context import inside
    from coe.tenancy.models import OrgOwned

    with inside(cast.north.id):
        firsts = [
            model._default_manager.values_list("pk", flat=True).first()
            for model in apps.get_models()
            if issubclass(model, OrgOwned)
        ]
    return [found for found in firsts if found]


@pytest.fixture
def stranger(cast: Cast, browse: Any) -> Any:
    """Holds every right in the southern organisation, and none in the northern."""
    person = add_person(cast.south, "Max Might", "max", "admin", "org")
    from coe.access.founding import found
    from coe.access.grants import put_right_rows
    from coe.access.models import Role, Scope
    from coe.tenancy.context import inside

    with inside(cast.south.id):
        found(cast.south.organisation)
        for role in Role.objects.exclude(key="admin"):
            put_right_rows(
                Grant.objects.create(
                    org=cast.south.organisation,
                    member=person.member,
                    role=role,
                    scope=Scope.ORGANISATION,
                    scope_id=cast.south.id,
                    scope_label="all",
                    reason="test",
                )
            )
    return browse(person)


def test_a_foreign_id_is_not_there(cast: Cast, stranger: Any) -> None:
    """In the stranger's own organisation, with somebody else's ids. 405: the address takes no such method at all."""
    leaks = []
    theirs = [uuid4(), *everything_of(cast)]
    for route in addresses():
        for method in ("get", "post"):
            answers = {
                getattr(stranger, method)(fill(route, cast.south.slug, object_id)).status_code for object_id in theirs
            }
            if answers not in ({404}, {405}):
                leaks.append(f"{method} {route}: {sorted(answers)}")
    assert leaks == []


def test_a_foreign_organisation_is_not_there(cast: Cast, stranger: Any) -> None:
    inside = sorted({route for route, _view in walk() if route.startswith("o/<slug:org>/")})
    leaks = [
        f"{method} {route}"
        for route in inside
        for method in ("get", "post")
        if getattr(stranger, method)(fill(route, cast.north.slug, uuid4())).status_code != 404
    ]
    assert leaks == []


def test_the_walk_sees_the_addresses() -> None:
    assert get_resolver()
    assert len(addresses()) > 10
