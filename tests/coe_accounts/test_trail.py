"""What happens to a login stands in the audit of its organisations, and says no secret."""

import json
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from coe.accounts.models import User
from coe.audit import chain
from coe.audit.models import Entry
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from tests.factories.cast import PASSWORD, Cast, Org

NEW = "another long one 22"
TYPED = "typed by mistake 99"


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


@pytest.fixture
def cal(cast: Cast) -> User:
    """A member of both organisations, with a password."""
    user = cast.north.cal.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    with inside(cast.south.id):
        Member.objects.create(org=cast.south.organisation, user=user, name="Cal at South")
    return user


def sign_in(password: str = PASSWORD, email: str = "cal@northwind.example") -> Client:
    client = Client()
    client.post("/account/login/", {"login": email, "password": password})
    return client


def details(org: Org) -> list[str]:
    with inside(org.id):
        rows = list(Entry.objects.order_by("seq"))
        assert chain.check(org.id) == (len(rows), None)
    said = json.dumps([[row.before, row.after, row.reason, row.subject_label, row.actor_label] for row in rows])
    for secret in (PASSWORD, NEW, TYPED):
        assert secret not in said
    assert {row.act for row in rows} <= {"self.account"}
    return [row.detail for row in rows]


def test_signing_in_is_recorded_in_every_organisation(cast: Cast, cal: User) -> None:
    sign_in()
    assert details(cast.north) == ["signed-in"]
    assert details(cast.south) == ["signed-in"]
    with inside(cast.south.id):
        assert Entry.objects.get().actor_label == "Cal at South"


def test_who_left_an_organisation_leaves_nothing_there(cast: Cast, cal: User) -> None:
    from django.utils import timezone

    with inside(cast.south.id):
        Member.objects.filter(user=cal).update(left_at=timezone.now())
    sign_in()
    assert details(cast.south) == []
    assert details(cast.north) == ["signed-in"]


def test_wrong_passwords_are_recorded_and_a_block_once(cast: Cast, cal: User) -> None:
    for _ in range(8):
        sign_in(TYPED)
    assert details(cast.north) == ["password-wrong"] * 5 + ["sign-in-blocked"]
    with inside(cast.north.id):
        row = Entry.objects.order_by("seq")[0]
        assert (row.actor_kind, row.actor_id, row.actor_label) == ("public", "", "")
        assert row.subject_id == str(cast.north.cal.member.pk)


def test_an_unknown_e_mail_leaves_nothing(cast: Cast) -> None:
    sign_in(TYPED, "nobody@northwind.example")
    assert details(cast.north) == []
    assert details(cast.south) == []


def test_changing_the_password(cast: Cast, cal: User) -> None:
    client = sign_in()
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", typed | {"oldpassword": TYPED}).status_code == 200
    assert client.post("/account/password/change/", typed).status_code == 302
    assert details(cast.north) == ["signed-in", "password-changed"]


def test_resetting_the_password(cast: Cast, cal: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/account/password/reset/", {"email": cal.email})
    [path] = re.findall(r"http://localhost:\d+(/account/password/reset/key/\S+)", str(mail.outbox[0].body))
    client = Client()
    target = client.get(path, follow=True).redirect_chain[-1][0]
    assert details(cast.north) == []
    client.post(target, {"password1": NEW, "password2": NEW})
    assert details(cast.north) == ["password-reset"]
    assert details(cast.south) == ["password-reset"]


def test_changing_the_e_mail(cast: Cast, cal: User, django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in()
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post("/account/email/", {"action_add": "", "email": "cal@new.example"})
        client.post(asked["Location"], {"password": PASSWORD})
    [code] = re.findall(r"\b\d{6}\b", str(mail.outbox[0].body))
    assert details(cast.north) == ["signed-in"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/confirm-email/", {"action": "verify", "code": code})
    assert details(cast.north) == ["signed-in", "email-changed"]
    with inside(cast.north.id):
        row = Entry.objects.get(detail="email-changed")
        assert (row.before, row.after) == ({"email": "cal@northwind.example"}, {"email": "cal@new.example"})


def test_ending_sessions(cast: Cast, cal: User) -> None:
    here, *others = (sign_in() for _ in range(4))
    for client in (here, *others):
        client.get("/account/organisations/")
    one = UserSession.objects.get(session_key=others[0].session.session_key)
    here.post(f"/account/sessions/{one.pk}/end/")
    here.post("/account/sessions/")
    here.post("/account/sessions/")  # Nothing is left to end.
    assert details(cast.north) == ["signed-in"] * 4 + ["sessions-ended"] * 2
    with inside(cast.north.id):
        counts = Entry.objects.filter(detail="sessions-ended").order_by("seq").values_list("after", flat=True)
        assert list(counts) == [{"sessions": 1}, {"sessions": 2}]


def test_somebody_elses_session_ends_and_records_nothing(cast: Cast, cal: User, browse: Any) -> None:
    sign_in().get("/account/organisations/")
    session = UserSession.objects.get(user=cal)
    assert browse(cast.north.pia).post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert details(cast.north) == ["signed-in"]


def test_the_audit_tells_it_in_sentences(cast: Cast, cal: User, browse: Any) -> None:
    sign_in(TYPED)
    sign_in()
    page = browse(cast.north.aud).get(cast.north.url("audit/")).content.decode()
    assert "A wrong password was given for Cal Creator" in page
    assert "Cal Creator signed in" in page
    # It concerns no brand, so a brand lead does not read it.
    assert "signed in" not in browse(cast.north.bea).get(cast.north.url("audit/")).content.decode()
