"""Founding an organisation: by a stranger, and by somebody who is signed in."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coe.access.models import Grant, Role
from coe.access.rights import rights_of
from coe.accounts import founding, tasks
from coe.accounts.founding import slug_for
from coe.accounts.models import SignUp, User
from coe.accounts.people import make_login
from coe.accounts.sign_up_form import SIGNER
from coe.audit.chain import check
from coe.audit.models import Entry
from coe.tenancy.context import inside
from coe.tenancy.models import Member, Organisation
from tests.factories.cast import PASSWORD, Org

pytestmark = pytest.mark.django_db
URL = "/account/signup/"


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.SIGN_UP = "open"
    cache.clear()


def typed(**given: str) -> dict[str, str]:
    with time_machine.travel(timezone.now() - timedelta(seconds=20), tick=False):
        began = SIGNER.sign("sign-up")
    return {
        "name": "Fay Founder", "email": "fay@harbour.example", "password1": "a long password 1",
        "organisation": "Harbour & Söhne Hotels", "language": "en", "zone": "europe/berlin", "website": "",
        "began": began,
    } | given  # fmt: skip


def sign_up(commit: Any, client: Client | None = None, **given: str) -> tuple[Client, Any]:
    client = client or Client()
    with commit(execute=True):
        answer = client.post(URL, typed(**given))
    return client, answer


def code() -> str:
    [found] = re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))
    return str(found)


def confirm(commit: Any, client: Client, given: str) -> Any:
    with commit(execute=True):
        return client.post("/account/confirm-email/", {"action": "verify", "code": given})


def test_a_stranger_founds_an_organisation_and_lands_at_home(django_capture_on_commit_callbacks: Any) -> None:
    client, answer = sign_up(django_capture_on_commit_callbacks)
    assert answer["Location"] == "/account/confirm-email/"
    assert Organisation.objects.count() == 0
    assert client.get("/")["Location"].startswith("/account/login/")
    [sent] = mail.outbox
    assert sent.to == ["fay@harbour.example"]
    assert code() in sent.subject
    confirm(django_capture_on_commit_callbacks, client, code())
    organisation = Organisation.objects.get()
    assert re.fullmatch(r"harbour-sohne-hotels-[2-9a-z]{4}", organisation.slug)
    assert (organisation.name, organisation.zone) == ("Harbour & Söhne Hotels", "Europe/Berlin")
    assert client.get("/")["Location"] == f"/o/{organisation.slug}/"
    assert client.get(f"/o/{organisation.slug}/").status_code == 200
    with inside(organisation.pk):
        member = Member.objects.get()
        rights = rights_of(member)
        assert sorted(Grant.objects.values_list("role__key", flat=True)) == ["admin", "coe-lead", "creator"]
        assert Role.objects.count() == 11
        said = list(Entry.objects.order_by("seq").values_list("act", "detail", "actor_label"))
        assert check(organisation.pk) == (5, None)
    assert member.name == "Fay Founder"
    assert rights.may("access.grant")
    assert rights.may("post.approve")
    assert said == [
        *[("public.join", "granted", "Fay Founder")] * 3,
        ("public.join", "founded", "Fay Founder"),
        ("self.account", "signed-in", "Fay Founder"),
    ]
    assert not SignUp.objects.exists()


def test_a_wrong_code_founds_nothing(django_capture_on_commit_callbacks: Any) -> None:
    client, _answer = sign_up(django_capture_on_commit_callbacks)
    right = code()
    answer = confirm(django_capture_on_commit_callbacks, client, "000000" if right != "000000" else "111111")
    assert "This code is not right" in answer.content.decode()
    assert Organisation.objects.count() == 0


def test_a_known_e_mail_is_answered_the_same_and_told_by_mail(django_capture_on_commit_callbacks: Any) -> None:
    make_login(email="fay@harbour.example", name="Fay", password=PASSWORD)
    known, one = sign_up(django_capture_on_commit_callbacks)
    fresh, other = sign_up(django_capture_on_commit_callbacks, email="new@harbour.example")
    assert (one.status_code, one["Location"]) == (other.status_code, other["Location"])
    pages = [client.get("/account/confirm-email/").content.decode() for client in (known, fresh)]
    assert "fay@harbour.example" in pages[0]
    assert "new@harbour.example" in pages[1]
    assert [sent.subject for sent in mail.outbox][0] == "You have a login already"
    assert User.objects.count() == 2
    assert confirm(django_capture_on_commit_callbacks, known, "123456").status_code == 200
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"began": ""}, "open for too long"),
        ({"began": "sign-up:1abc:forged"}, "open for too long"),
        ({"password1": "short"}, "too short"),
        ({"password1": "password123"}, "too common"),
        ({"organisation": "A\u202eB"}, "U+202E"),
        ({"zone": "Mars/Olympus"}, "is not a time zone"),
        ({"email": "nonsense"}, "form-errors"),
    ],
)
def test_what_is_refused_stays_in_the_form(
    given: dict[str, str], said: str, django_capture_on_commit_callbacks: Any
) -> None:
    _client, answer = sign_up(django_capture_on_commit_callbacks, **given)
    assert said in answer.content.decode()
    assert not User.objects.exists()
    assert mail.outbox == []


def test_bots_are_too_quick_or_fill_what_nobody_sees(django_capture_on_commit_callbacks: Any) -> None:
    _client, quick = sign_up(django_capture_on_commit_callbacks, began=SIGNER.sign("sign-up"))
    assert "That was very quick" in quick.content.decode()
    _client, trapped = sign_up(django_capture_on_commit_callbacks, website="https://spam.example")
    assert trapped.status_code == 302
    assert not User.objects.exists()
    assert mail.outbox == []


def test_ten_a_minute_from_one_place(django_capture_on_commit_callbacks: Any) -> None:
    answers = [
        sign_up(django_capture_on_commit_callbacks, email=f"fay{number}@harbour.example")[1].status_code
        for number in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_what_was_never_confirmed_is_forgotten(django_capture_on_commit_callbacks: Any) -> None:
    sign_up(django_capture_on_commit_callbacks)
    tasks.sweep_logins()
    assert User.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1), tick=False):
        tasks.sweep_logins()
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_short_names_are_made_of_any_name_and_always_carry_four_random_signs() -> None:
    for name, email, stem in (
        ("Harbour’s Hotels", "a@b.example", "harbours-hotels"),
        ("海港酒店集团", "li@haigang.cn", "haigang"),
        ("海港 Harbour 酒店", "li@haigang.cn", "harbour"),
        ("Łódź Größe Ærø", "a@b.example", "lodz-grosse-aero"),
        ("💥", "li@海港.cn", "org"),
        ("x" * 200, "a@b.example", "x" * 34),
        ("-- --", "a@--.example", "org"),
    ):
        assert re.fullmatch(rf"{stem}-[2-9a-hjkmnp-z]{{4}}", slug_for(name, email)), name
    assert slug_for("Harbour", "a@b.example") != slug_for("Harbour", "a@b.example")


def test_the_same_name_twice_makes_two(django_capture_on_commit_callbacks: Any) -> None:
    user = make_login(email="fay@harbour.example", name="Fay", password=PASSWORD)
    made = {founding.found_organisation(user, name="Harbour", zone="UTC").slug for _ in range(3)}
    assert len(made) == 3


def test_somebody_signed_in_founds_another(north: Org, browse: Any, settings: Any) -> None:
    client = browse(north.cal)
    answer = client.post("/account/organisations/new/", {"name": "海港酒店", "zone": "Asia/Shanghai"})
    assert re.fullmatch(r"/o/northwind-\w{4}/", answer["Location"])
    assert client.get(answer["Location"]).status_code == 200
    settings.SIGN_UP = "closed"
    assert client.get("/account/organisations/new/").status_code == 404
    assert client.post("/account/organisations/new/", {"name": "X", "zone": "UTC"}).status_code == 404
    assert Organisation.objects.count() == 3
