"""What spoke for a member ends with the membership, and stays ended when they come back."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.models import Grant
from coe.accounts import actions
from coe.accounts.models import Invitation
from coe.api.models import ApiToken
from coe.audit.chain import check
from coe.audit.models import Entry
from coe.states import move
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from coe.webhooks import actions as webhooks
from publishing.calendar.models import CalendarFeed
from publishing.connections.models import Channel
from tests.coe_accounts.test_invitations import role_id
from tests.coe_api.conftest import Program, program
from tests.factories.cast import Cast, Org

__all__ = ["program"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


def come_back(north: Org) -> None:
    """Cal is invited again, by the brand lead, and joins."""
    made = actions.invite(
        north.bea.actor, email=north.cal.user.email, name="Cal Creator", language="en",
        role_id=role_id(north, "creator"), on=f"brand:{north.brands['harbour'].pk}",  # type: ignore[arg-type]
    )  # fmt: skip
    with inside(north.id):
        from allauth.account.models import EmailAddress

        EmailAddress.objects.get_or_create(
            user=north.cal.user, email=north.cal.user.email, defaults={"verified": True, "primary": True}
        )
        actor = Actor.public(north.id, made.email, Act.PUBLIC_JOIN)
        actions.accept(actor, invitation_id=made.pk, user=north.cal.user)
        assert Invitation.objects.get().state == "accepted"


@pytest.mark.parametrize("how", ["removed", "left", "before"])
def test_tokens_and_feeds_do_not_come_back(north: Org, browse: Any, program: Callable[..., Program], how: str) -> None:
    cal = program(north.cal)
    page = browse(north.cal).post(north.url("calendar/feeds/"), {"name": "Mine"}).content.decode()
    address = re.search(r"(/cal/northwind/[\w-]+\.ics)", page)[1]  # type: ignore[index]
    assert (cal.get("/me").status_code, Client().get(address).status_code) == (200, 200)
    if how == "removed":
        actions.remove_member(north.ida.actor, member_id=north.cal.member.pk, reason="Contract ended")
    elif how == "left":
        browse(north.cal).post(north.url("settings/leave/"))
    else:  # A membership that ended before its keys ended with it.
        with inside(north.id):
            Grant.objects.filter(member=north.cal.member).update(ended_at=timezone.now())
            Member.objects.filter(pk=north.cal.member.pk).update(left_at=timezone.now())
    assert (cal.get("/me").status_code, Client().get(address).status_code) == (401, 404)
    come_back(north)
    answer = cal.get("/me")
    assert (answer.status_code, Client().get(address).status_code) == (401, 404)
    assert answer.json()["type"].endswith("#problem-token-revoked")
    with inside(north.id):
        assert ApiToken.objects.get().revoked_at
        assert CalendarFeed.objects.get().revoked_at
        assert Entry.objects.filter(subject_type="api.apitoken", detail="revoked").count() == 1
        assert Entry.objects.filter(subject_type="publishing.calendarfeed", detail="feed-revoked").count() == 1


def test_closing_an_organisation_ends_everything_but_what_it_wrote(
    cast: Cast, browse: Any, program: Callable[..., Program]
) -> None:
    north, south = cast.north, cast.south
    cal, sam = program(north.cal), program(south.sam)
    with inside(north.id):
        channel = Channel.objects.create(
            org=north.organisation, brand=north.brands["harbour"], network="newsroom", handle="harbour"
        )
        move(channel, "connected")
        before = Entry.objects.count()
    hook, _secret = webhooks.add(north.ida.actor, name="Shop", url="https://shop.example/x", types=["freeze.declared"])
    for wrong in (("northwind", "southgate"), ("nowhere", "nowhere")):
        with pytest.raises(CommandError):
            call_command("close_organisation", *wrong)
    assert cal.get("/me").status_code == 200
    said = StringIO()
    call_command("close_organisation", "northwind", "northwind", stdout=said)
    assert said.getvalue().strip() == "Northwind Stays is closed; 14 memberships ended. Its audit stays."
    assert cal.get("/me").status_code == 401
    assert browse(north.ida).get(north.url()).status_code == 404
    with inside(north.id):
        assert Member.objects.filter(left_at__isnull=True).count() == 0
        assert Grant.objects.filter(ended_at__isnull=True).count() == 0
        assert Channel.objects.get().state == "unconnected"
        hook.refresh_from_db()
        assert (hook.state, hook.secret) == ("removed", "")
        last = Entry.objects.order_by("-seq").first()
        assert last is not None and (last.detail, last.after) == ("closed", {"members": 14})
        assert Entry.objects.count() > before and check(north.id) == (last.seq, None)
    assert sam.get("/me").status_code == 200
    with pytest.raises(CommandError):
        call_command("close_organisation", "northwind", "northwind")
