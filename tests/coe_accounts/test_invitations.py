"""Inviting, joining, and leaving."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coe.access.models import Grant, Role
from coe.access.rights import rights_of
from coe.accounts import tasks
from coe.accounts.models import Invitation, InvitationKey, User
from coe.accounts.people import make_login
from coe.accounts.tokens import token
from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from tests.factories.cast import PASSWORD, Cast, Org

pytestmark = pytest.mark.django_db
NEW = {"name": "New Nora", "password1": "correct horse 77", "password2": "correct horse 77"}


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


def role_id(org: Org, key: str) -> str:
    with inside(org.id):
        return str(Role.objects.get(key=key).pk)


def send(org: Org, browse: Any, **given: str) -> Any:
    """Bea, brand lead of Harbour, invites Nora as a creator there."""
    harbour = org.brands["harbour"].pk
    data = {
        "email": "Nora@New.example", "name": "Nora New", "title": "", "language": "en",
        "role_id": role_id(org, "creator"), "on": f"brand:{harbour}", "until": "",
    }  # fmt: skip
    return browse(org.bea).post(org.url("settings/invitations/new/"), data | given)


def only(org: Org) -> Invitation:
    with inside(org.id):
        return Invitation.objects.get()


def link(org: Org) -> str:
    made = only(org)
    return f"/account/invitation/{token(made.pk, made.sent)}/"


def test_the_mail_says_who_where_and_what_in_the_chosen_language(north: Org, browse: Any) -> None:
    assert send(north, browse, language="zh-hans").status_code == 302
    made = only(north)
    assert made.email == "nora@new.example"
    tasks.mail(org_id=str(north.id), invitation_id=str(made.pk))
    tasks.mail(org_id=str(north.id), invitation_id=str(made.pk))
    [sent] = mail.outbox
    assert sent.to == ["nora@new.example"]
    assert "Northwind Stays" in sent.body
    assert "Bea Brand" in sent.body
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert 'lang="zh-Hans"' in html
    assert link(north) in html
    assert link(north) in sent.body


def mailed(org: Org) -> None:
    """What the worker does when it is told, and when the sweep finds something."""
    tasks.mail(org_id=str(org.id), invitation_id=str(only(org).pk))


def test_a_mail_server_that_is_away_is_tried_again(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    send(north, browse)

    def away(self: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
        mailed(north)
    assert "Mail on its way" in browse(north.bea).get(north.url("settings/invitations/")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        mailed(north)
        mailed(north)
    assert len(mail.outbox) == 1
    assert only(north).mailed_at


def test_a_newer_link_is_mailed_though_the_older_one_was_on_its_way(
    north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(north, browse)
    deliver = mail.EmailMultiAlternatives.send

    def meanwhile(self: Any) -> int:
        monkeypatch.undo()
        browse(north.bea).post(north.url(f"settings/invitations/{only(north).pk}/again/"))
        return deliver(self)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", meanwhile)
    mailed(north)
    assert only(north).mailed_at is None
    mailed(north)
    assert [link(north) in str(sent.body) for sent in mail.outbox] == [False, True]


def test_the_token_is_stored_nowhere(north: Org, browse: Any) -> None:
    send(north, browse)
    made = only(north)
    secret = token(made.pk, made.sent)
    assert made.token_hash != secret
    assert list(InvitationKey.objects.values_list("token_hash", "org_id")) == [(made.token_hash, north.id)]
    with inside(north.id):
        assert secret not in str(list(Entry.objects.values()))


def test_somebody_new_sets_a_password_and_is_in(north: Org, browse: Any) -> None:
    send(north, browse)
    client = Client()
    page = client.get(link(north)).content.decode()
    for words in ("Northwind Stays", "Bea Brand", "Creator", "Harbour", "draft posts", "nora@new.example"):
        assert words in page
    answer = client.post(link(north), NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/o/northwind/")
    assert client.get(north.url("settings/profile/")).status_code == 200
    user = User.objects.get(email="nora@new.example")
    assert user.emailaddress_set.get().verified  # type: ignore[attr-defined]
    with inside(north.id):
        member = Member.objects.get(user=user)
        assert member.name == "New Nora"
        rights = rights_of(member)
        grant = Grant.objects.get(member=member)
    assert rights.may("post.draft", brand=north.brands["harbour"])
    assert not rights.may("post.draft", brand=north.brands["valley"])
    assert grant.granted_by_id == north.bea.member.pk
    again = Client()
    again.post("/account/login/", {"login": "nora@new.example", "password": NEW["password1"]})
    assert again.get("/")["Location"] == "/o/northwind/"


def test_joining_is_audited_and_told(north: Org, browse: Any) -> None:
    send(north, browse)
    Client().post(link(north), NEW)
    with inside(north.id):
        said = list(Entry.objects.order_by("seq").values_list("act", "detail", "actor_kind"))
        told = list(Notice.objects.order_by("kind").values_list("kind", "member__name"))
    assert said == [
        ("member.invite", "", "member"),
        ("access.grant", "", "member"),
        ("public.join", "joined", "public"),
    ]
    assert told == [("access.granted", "New Nora"), ("member.joined", "Bea Brand")]


def test_a_link_works_once(north: Org, browse: Any) -> None:
    send(north, browse)
    Client().post(link(north), NEW)
    for answer in (Client().get(link(north)), Client().post(link(north), NEW | {"name": "Other"})):
        assert answer.status_code == 410
        assert "used already" in answer.content.decode()
    with inside(north.id):
        assert Member.objects.filter(user__email="nora@new.example").count() == 1


def test_a_link_ends_after_seven_days(north: Org, browse: Any) -> None:
    send(north, browse)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        answer = Client().post(link(north), NEW)
        assert answer.status_code == 410
        assert "has expired" in answer.content.decode()
        tasks.expire(org_id=str(north.id))
    assert only(north).state == "expired"
    assert not User.objects.filter(email="nora@new.example").exists()


def test_a_revoked_link_says_so(north: Org, browse: Any) -> None:
    send(north, browse)
    made = only(north)
    assert browse(north.bea).post(north.url(f"settings/invitations/{made.pk}/revoke/")).status_code == 302
    assert "taken back" in Client().get(link(north)).content.decode()
    assert Client().post(link(north), NEW).status_code == 410
    assert not User.objects.filter(email="nora@new.example").exists()


def test_sending_again_replaces_the_link(north: Org, browse: Any) -> None:
    send(north, browse)
    old = link(north)
    browse(north.bea).post(north.url(f"settings/invitations/{only(north).pk}/again/"))
    assert Client().get(old).status_code == 404
    assert Client().get(link(north)).status_code == 200
    assert Client().post(link(north), NEW).status_code == 302


@pytest.mark.parametrize("wrong", ["x", "A" * 43, "a-b_c", "0" * 5000])
def test_a_wrong_link_is_a_clear_page(wrong: str) -> None:
    answer = Client().get(f"/account/invitation/{wrong}/")
    assert answer.status_code == 404
    assert "There is no such invitation" in answer.content.decode()


def test_an_existing_login_signs_in_and_joins(cast: Cast, browse: Any) -> None:
    make_login(email="nora@new.example", name="Nora", password=PASSWORD)
    send(cast.north, browse)
    client = Client()
    page = client.get(link(cast.north)).content.decode()
    assert "There is a login for nora@new.example already" in page
    assert client.post(link(cast.north), NEW).status_code == 200
    with inside(cast.north.id):
        assert not Member.objects.filter(user__email="nora@new.example").exists()
    answer = client.post(
        f"/account/login/?next={link(cast.north)}", {"login": "nora@new.example", "password": PASSWORD}
    )
    assert answer["Location"] == link(cast.north)
    assert client.post(link(cast.north))["Location"] == "/o/northwind/"
    assert User.objects.filter(email="nora@new.example").count() == 1


def test_an_invitation_is_not_for_somebody_else(cast: Cast, browse: Any) -> None:
    send(cast.north, browse)
    thief = browse(cast.south.sam)
    page = thief.get(link(cast.north)).content.decode()
    assert "this invitation is for nora@new.example" in page
    thief.post(link(cast.north), NEW)
    with inside(cast.north.id):
        assert not Member.objects.filter(user=cast.south.sam.user).exists()
    assert only(cast.north).state == "open"


def test_what_the_inviter_lost_is_not_given(north: Org, browse: Any) -> None:
    send(north, browse)
    with inside(north.id):
        Grant.objects.filter(member=north.bea.member).update(ended_at=timezone.now())
    answer = Client().post(link(north), NEW)
    assert answer.status_code == 410
    assert "no longer valid" in answer.content.decode()
    assert not User.objects.filter(email="nora@new.example").exists()
    with inside(north.id):
        assert not Grant.objects.filter(member__user__email="nora@new.example").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "nobody", "Enter a valid email address"),
        ("email", "a\x00@b.example", "Null characters"),
        ("email", "cal@northwind.example", "is already a member here"),
        ("name", "\u202eevil", "U+202E"),
        ("name", "", "Fill in “Full name”."),
        ("title", "x" * 10_000_000, "At most 80 characters"),
        ("role_id", "not-an-id", "Enter a valid UUID"),
        ("role_id", "00000000-0000-0000-0000-000000000000", "Choose one of the roles listed"),
        ("role_id", "", "Choose a role"),
        ("on", "brand:nonsense", "Choose one of the places listed"),
        ("language", "xx", "Select a valid choice"),
        ("until", "2020-01-01", "Choose a moment in the future"),
        ("until", "31/12/2030 or so", "Enter a valid date"),
    ],
)
def test_bad_input_is_refused_at_its_field(north: Org, browse: Any, field: str, value: str, said: str) -> None:
    answer = send(north, browse, **{field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    if field != "name":
        assert 'value="Nora New"' in page
    with inside(north.id):
        assert Invitation.objects.count() == 0


def test_twice_the_same_person_is_refused(north: Org, browse: Any) -> None:
    send(north, browse)
    answer = send(north, browse, email="NORA@new.EXAMPLE")
    assert "is already invited" in answer.content.decode()
    only(north)


def test_nobody_offers_what_they_do_not_hold(north: Org, browse: Any) -> None:
    answer = send(north, browse, role_id=role_id(north, "coe-lead"))
    assert "Choose one of the roles listed" in answer.content.decode()
    answer = send(north, browse, on=f"brand:{north.brands['valley'].pk}")
    assert "Choose one of the places listed" in answer.content.decode()
    with inside(north.id):
        assert Invitation.objects.count() == 0


def test_an_administrator_invites_without_a_role(north: Org, browse: Any) -> None:
    data = {
        "email": "nora@new.example",
        "name": "Nora",
        "language": "en",
        "role_id": "",
        "on": f"organisation:{north.id}",
    }
    assert browse(north.ida).post(north.url("settings/invitations/new/"), data).status_code == 302
    Client().post(link(north), NEW)
    with inside(north.id):
        member = Member.objects.get(user__email="nora@new.example")
        assert rights_of(member).held == {}


def test_foreign_ids_are_refused(cast: Cast, browse: Any) -> None:
    foreign = {"role_id": role_id(cast.south, "creator"), "on": f"brand:{cast.south.brands['bakery'].pk}"}
    for field, value in foreign.items():
        assert send(cast.north, browse, **{field: value}).status_code == 422
    send(cast.north, browse)
    made = only(cast.north)
    for path in ("again", "revoke"):
        assert browse(cast.south.sam).post(cast.south.url(f"settings/invitations/{made.pk}/{path}/")).status_code == 404
        assert browse(cast.north.vic).post(cast.north.url(f"settings/invitations/{made.pk}/{path}/")).status_code == 404
    assert only(cast.north).state == "open"


def test_who_may_not_invite_is_told_so(north: Org, browse: Any) -> None:
    for person in (north.cal, north.nia, north.eve):
        assert browse(person).get(north.url("settings/invitations/")).status_code == 403
        assert browse(person).post(north.url("settings/invitations/new/"), {}).status_code == 403


def test_invitations_are_seen_by_those_who_may_invite_there(north: Org, browse: Any) -> None:
    send(north, browse)
    assert "Nora New" in browse(north.hal).get(north.url("settings/invitations/")).content.decode()
    assert "Nora New" in browse(north.ida).get(north.url("settings/invitations/")).content.decode()
    assert "Nora New" not in browse(north.vic).get(north.url("settings/invitations/")).content.decode()


# ── leaving ─────────────────────────────────────────────────────────────────────────────────────


def remove(org: Org, browse: Any, by: str, whom: UUID, reason: str = "Contract ended") -> Any:
    return browse(org.people[by]).post(org.url(f"members/{whom}/remove/"), {"reason": reason})


def test_removing_ends_rights_and_invitations_and_keeps_the_row(north: Org, browse: Any) -> None:
    send(north, browse)
    assert remove(north, browse, "ida", north.bea.member.pk).status_code == 302
    with inside(north.id):
        north.bea.member.refresh_from_db()
        assert north.bea.member.left_at is not None
        assert not Grant.objects.filter(member=north.bea.member, ended_at__isnull=True).exists()
        assert rights_of(north.bea.member).held == {}
        entry = Entry.objects.get(detail="removed")
    assert entry.reason == "Contract ended"
    assert only(north).state == "revoked"
    assert browse(north.bea).get(north.url("settings/")).status_code == 404


def test_who_left_can_be_invited_again(north: Org, browse: Any) -> None:
    remove(north, browse, "ida", north.cal.member.pk)
    assert send(north, browse, email="cal@northwind.example", name="Cal Again").status_code == 302
    client = browse(north.cal)
    assert client.post(link(north))["Location"] == "/o/northwind/"
    with inside(north.id):
        north.cal.member.refresh_from_db()
        assert north.cal.member.left_at is None
        assert rights_of(north.cal.member).may("post.draft", brand=north.brands["harbour"])


def test_the_last_administrator_stays(north: Org, browse: Any) -> None:
    with inside(north.id):
        # Cleo's role grants rights too; without her only Ida could.
        Grant.objects.filter(member=north.cleo.member).update(expires_at=timezone.now() + timedelta(days=30))
    answer = remove(north, browse, "cleo", north.ida.member.pk)
    assert answer.status_code == 422
    assert "Nobody else could hand out rights" in answer.content.decode()
    with inside(north.id):
        north.ida.member.refresh_from_db()
        assert north.ida.member.left_at is None
        assert rights_of(north.ida.member).may("access.grant")


def test_nobody_removes_themselves_or_without_right_or_reason(cast: Cast, browse: Any) -> None:
    north = cast.north
    assert remove(north, browse, "ida", north.ida.member.pk).status_code == 422
    assert remove(north, browse, "ida", north.cal.member.pk, "").status_code == 422
    assert remove(north, browse, "bea", north.cal.member.pk).status_code == 403
    assert remove(north, browse, "ida", cast.south.sue.member.pk).status_code == 404
    with inside(north.id):
        assert Member.objects.filter(left_at__isnull=False).count() == 0


def test_the_members_pages_offer_what_one_may_do(north: Org, browse: Any) -> None:
    rights = north.url(f"members/{north.cal.member.pk}/rights/")
    assert "/invitations/new/" in browse(north.ida).get(north.url("members/")).content.decode()
    assert f"/members/{north.cal.member.pk}/remove/" in browse(north.ida).get(rights).content.decode()
    assert "/invitations/new/" not in browse(north.aud).get(north.url("members/")).content.decode()
    assert "/remove/" not in browse(north.aud).get(rights).content.decode()


def test_a_brand_lead_sees_the_invitation_to_one_channel_of_the_brand(north: Org, browse: Any) -> None:
    from publishing.connections.models import Channel

    with inside(north.id):
        made = Channel.objects.create(
            org=north.organisation, brand=north.brands["harbour"], network="bluesky", handle="harbour.example"
        )
    assert send(north, browse, on=f"channel:{made.pk}").status_code == 302
    for person, seen in ((north.bea, True), (north.ida, True), (north.vic, False)):
        page = browse(person).get(north.url("settings/invitations/")).content.decode()
        assert ("Nora New" in page) is seen
    path = north.url(f"settings/invitations/{only(north).pk}/revoke/")
    assert browse(north.vic).post(path).status_code == 404
    assert only(north).state == "open"
    assert browse(north.bea).post(path).status_code == 302
    assert only(north).state == "revoked"


def test_many_invitations_come_in_pages_open_ones_first(north: Org, browse: Any) -> None:
    send(north, browse)
    first = only(north)
    with inside(north.id):
        for number in range(60):
            first.pk, first.email, first.name = None, f"p{number}@x.example", f"Guest {number:02}"
            first.token_hash = f"{number:064}"
            first._state.adding = True
            first.save(force_insert=True)
    page = browse(north.bea).get(north.url("settings/invitations/")).content.decode()
    assert "1 to 50 of 61" in page
    last = browse(north.bea).get(north.url("settings/invitations/?page=2")).content.decode()
    assert "51 to 61 of 61" in last
    assert ("Nora New" in page, "Nora New" in last) == (False, True)
