"""A fresh organisation as founding makes it: its founder administers and leads, and there is nothing else."""

from typing import Any

import pytest

from coe.access.founding import found
from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from tests.factories.cast import Org, add_person


def fresh(name: str = "Fogline", slug: str = "fogline") -> Org:
    org = Org(Organisation.objects.create(slug=slug, name=name, zone="Europe/Zurich", currency="CHF"))
    with inside(org.id):
        found(org.organisation)
    add_person(org, "Fia Founder", "fia", "admin", "org")
    with inside(org.id):
        grant = Grant.objects.create(
            org=org.organisation, member=org.fia.member, role=Role.objects.get(key="coe-lead"),
            scope=Scope.ORGANISATION, scope_id=org.id, scope_label=org.organisation.name, reason="founded",
        )  # fmt: skip
        put_right_rows(grant)
    return org


@pytest.fixture
def org(db: None) -> Org:
    return fresh()


@pytest.fixture
def founder(org: Org, browse: Any) -> Any:
    return browse(org.fia)
