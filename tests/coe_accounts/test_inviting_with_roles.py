"""Whoever hands out rights over content they must not have themselves invites with such roles too."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from coe.access.acts import Act
from coe.access.models import Grant, Role
from coe.access.rights import rights_of
from coe.accounts.models import Invitation
from coe.accounts.tokens import token
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from tests.factories.cast import Org, Person

pytestmark = pytest.mark.django_db
NEW = {"name": "New Nora", "password1": "correct horse 77", "password2": "correct horse 77"}


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


def role_id(org: Org, key: str) -> str:
    with inside(org.id):
        return str(Role.objects.get(key=key).pk)


def send(org: Org, browse: Any, by: Person, key: str, on: str) -> Any:
    data = {
        "email": "nora@new.example", "name": "Nora New", "title": "", "language": "en", "role_id": role_id(org, key),
        "on": on, "until": "",
    }  # fmt: skip
    return browse(by).post(org.url("settings/invitations/new/"), data)


@pytest.mark.parametrize("key", ["creator", "brand-lead", "publisher", "legal", "analyst", "coe-lead"])
@pytest.mark.parametrize("whole", [True, False])
def test_an_administrator_invites_with_a_role_over_content(north: Org, browse: Any, key: str, whole: bool) -> None:
    harbour = north.brands["harbour"]
    on = f"organisation:{north.id}" if whole else f"brand:{harbour.pk}"
    with inside(north.id):
        assert not rights_of(north.ida.member).may(Act.POST_SEE, anywhere=True)
    assert role_id(north, key) in browse(north.ida).get(north.url("settings/invitations/new/")).content.decode()
    assert send(north, browse, north.ida, key, on).status_code == 302
    with inside(north.id):
        made = Invitation.objects.get()
        assert (made.role.key if made.role else "", made.on) == (key, on)
    joined = Client().post(f"/account/invitation/{token(made.pk, made.sent)}/", NEW)
    assert joined["Location"] == "/o/northwind/"
    with inside(north.id):
        nora = Member.objects.get(user__email="nora@new.example")
        assert Grant.objects.get(member=nora).role.key == key
        assert rights_of(nora).may(Act.POST_SEE, brand=harbour)
        assert rights_of(nora).may(Act.POST_SEE, brand=north.brands["valley"]) is whole


@pytest.mark.parametrize("key", ["analyst", "coe-lead"])
def test_a_brand_lead_invites_with_no_more_than_they_hold(north: Org, browse: Any, key: str) -> None:
    harbour = f"brand:{north.brands['harbour'].pk}"
    answer = send(north, browse, north.bea, key, harbour)
    with inside(north.id):
        found = Invitation.objects.count()
    assert (answer.status_code, found) == (422, 0)


def test_a_brand_lead_invites_to_no_more_than_the_brand(north: Org, browse: Any) -> None:
    assert send(north, browse, north.bea, "creator", f"organisation:{north.id}").status_code == 422
    with inside(north.id):
        assert Invitation.objects.count() == 0
