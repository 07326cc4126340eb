"""Signing in and out, resets, sessions, and where one lands."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe.accounts import tasks
from coe.accounts.models import AccountMail, User
from coe.accounts.people import make_login
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from tests.factories.cast import PASSWORD, Cast, Org

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


@pytest.fixture
def ana() -> User:
    return make_login(email="ana@people.example", name="Ana Own", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = "ana@people.example") -> Any:
    return client.post("/account/login/", {"login": email, "password": password})


def test_a_right_password_signs_in(ana: User) -> None:
    client = Client()
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_the_e_mail_is_taken_in_any_case(ana: User) -> None:
    assert sign_in(Client(), email=" ANA@People.Example ").status_code == 302


def test_a_wrong_password_and_a_wrong_e_mail_say_the_same(ana: User) -> None:
    one, other = sign_in(Client(), "wrong"), sign_in(Client(), email="nobody@people.example")
    for answer in (one, other):
        assert "The e-mail or the password is not right." in answer.content.decode()
    assert 'value="ana@people.example"' in one.content.decode()
    assert "wrong" not in one.content.decode().split("<form", 2)[1].split("</form>")[0]


def test_after_five_wrong_tries_even_the_right_password_waits(ana: User) -> None:
    for _ in range(5):
        sign_in(Client(), "wrong")
    client = Client()
    answer = sign_in(client)
    assert answer.status_code == 200
    assert "Too many tries" in answer.content.decode()
    assert client.get("/")["Location"].startswith("/account/login/")


def test_nobody_signs_up_where_it_is_closed(settings: Any) -> None:
    settings.SIGN_UP = "closed"
    page = Client().get("/account/signup/")
    assert "by invitation" in page.content.decode()
    Client().post("/account/signup/", {"email": "new@people.example", "password1": "a long password 1"})
    assert not User.objects.filter(email="new@people.example").exists()


def test_a_reset_link_works_once(ana: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/account/password/reset/", {"email": "ana@people.example"}, headers={"host": "localhost"})
    [sent] = mail.outbox
    assert sent.to == ["ana@people.example"]
    assert sent.subject == "Set a new password"
    [path] = re.findall(r"http://localhost:\d+(/account/password/reset/key/\S+)", str(sent.body))
    client = Client()
    form = client.get(path, follow=True)
    target = form.redirect_chain[-1][0]
    new = {"password1": "another long one 22", "password2": "another long one 22"}
    assert client.post(target, new).status_code == 302
    assert sign_in(Client(), "another long one 22").status_code == 302
    again = Client().get(path, follow=True)
    assert "This link no longer works" in again.content.decode()


def test_a_reset_for_nobody_sends_nothing(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post("/account/password/reset/", {"email": "nobody@people.example"}, follow=True)
    assert "Look in your mail" in answer.content.decode()
    assert mail.outbox == []


def test_mails_speak_the_persons_language(ana: User, django_capture_on_commit_callbacks: Any) -> None:
    User.objects.filter(pk=ana.pk).update(language="zh-hans")
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/account/password/reset/", {"email": "ana@people.example"})
    [sent] = mail.outbox
    html = sent.alternatives[0][0]  # type: ignore[attr-defined]
    assert 'lang="zh-Hans"' in str(html)


def test_changing_the_e_mail_needs_the_password_and_the_new_mailbox(
    ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post("/account/email/", {"action_add": "", "email": "ana@new.example"})
        assert asked["Location"].startswith("/account/reauthenticate/")
        assert mail.outbox == []
        client.post(asked["Location"], {"password": PASSWORD})
    ana.refresh_from_db()
    assert ana.email == "ana@people.example"
    [sent] = mail.outbox
    [code] = re.findall(r"\b\d{6}\b", str(sent.body))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/confirm-email/", {"action": "verify", "code": code})
    ana.refresh_from_db()
    assert ana.email == "ana@new.example"
    assert sign_in(Client(), email="ana@new.example").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "login/", "password/reset/", "signup/", "confirm-email/", "password/reset/done/",
        "password/reset/key/done/", "password/reset/key/1-x/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_outside_are_ours_in_both_languages(path: str, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    page = client.get(f"/account/{path}", follow=True)
    assert page.status_code == 200
    text = page.content.decode()
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in text
    assert 'class="door-form' in text


@pytest.mark.parametrize("path", ["logout/", "password/change/", "email/", "sessions/", "reauthenticate/", "inactive/"])
def test_pages_of_ones_own_login(path: str, ana: User) -> None:
    client = Client()
    sign_in(client)
    page = client.get(f"/account/{path}")
    assert page.status_code == 200
    frames = ('class="door-form', 'class="plain-card', 'class="acct"')
    assert any(frame in page.content.decode() for frame in frames)


@pytest.mark.parametrize(
    "email", ["a\x00@b.example", "\u202ea@b.example", "x" * 300_000, "a@b.example\r\nBcc: c@d.example", "💥"]
)
def test_odd_input_stays_at_the_field(email: str) -> None:
    for path, field in (("login/", "login"), ("password/reset/", "email")):
        answer = Client().post(f"/account/{path}", {field: email, "password": "x\x00y"})
        assert answer.status_code == 200
        assert "form-errors" in answer.content.decode()
    assert mail.outbox == []


# ── sessions ────────────────────────────────────────────────────────────────────────────────────


def test_ending_one_session_signs_that_browser_out(ana: User) -> None:
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    sign_in(here)
    sign_in(there)
    there.get("/")
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox on Windows" in page
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    assert here.post(f"/account/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/")["Location"].startswith("/account/login/")
    assert here.get("/").status_code == 200


def test_ending_all_others_keeps_this_one(ana: User) -> None:
    here, others = Client(), [Client(), Client()]
    for client in (here, *others):
        sign_in(client)
        client.get("/")
    page = here.get("/account/sessions/").content.decode()
    assert "Sign out everywhere else" in page
    assert 'aria-label="Your account"' in page
    here.post("/account/sessions/")
    assert "You are signed in nowhere else." in here.get("/account/sessions/").content.decode()
    assert here.get("/").status_code == 200
    assert [client.get("/").status_code for client in others] == [302, 302]


def test_nobody_ends_somebody_elses_session(ana: User) -> None:
    make_login(email="eve@people.example", name="Eve", password=PASSWORD)
    hers, mine = Client(), Client()
    sign_in(hers)
    hers.get("/")
    sign_in(mine, email="eve@people.example")
    target = UserSession.objects.get(user=ana)
    assert mine.post(f"/account/sessions/{target.pk}/end/").status_code == 404
    assert hers.get("/").status_code == 200


# ── where one lands ─────────────────────────────────────────────────────────────────────────────


def test_one_organisation_is_entered_at_once(north: Org, browse: Any) -> None:
    assert browse(north.ida).get("/")["Location"] == "/o/northwind/"


def test_several_organisations_are_offered_and_the_last_is_remembered(cast: Cast, browse: Any) -> None:
    with inside(cast.south.id):
        Member.objects.create(org=cast.south.organisation, user=cast.north.ida.user, name="Ida at South")
    client = browse(cast.north.ida)
    page = client.get("/").content.decode()
    assert "/o/northwind/" in page
    assert "/o/southgate/" in page
    assert client.get("/o/southgate/settings/").status_code == 200
    assert client.get("/")["Location"] == "/o/southgate/"
    chooser = client.get("/account/organisations/").content.decode()
    assert chooser.index("Southgate Foods") < chooser.index("Northwind Stays")


def test_no_organisation_says_what_to_do(ana: User) -> None:
    client = Client()
    sign_in(client)
    page = client.get("/").content.decode()
    assert "You are not in an organisation" in page
    assert "ana@people.example" in page


def test_a_foreign_or_unknown_organisation_is_404(cast: Cast, browse: Any) -> None:
    client = browse(cast.north.ida)
    for path in ("settings/", "settings/profile/", "notices/", "settings/invitations/", "settings/brands/"):
        assert client.get(f"/o/southgate/{path}").status_code == 404
        assert client.get(f"/o/nowhere/{path}").status_code == 404


def test_who_left_lands_outside(north: Org, browse: Any) -> None:
    from django.utils import timezone

    with inside(north.id):
        Member.objects.filter(pk=north.cal.member.pk).update(left_at=timezone.now())
    client = browse(north.cal)
    assert "You are not in an organisation" in client.get("/").content.decode()
    assert client.get(north.url("settings/")).status_code == 404


# ── mails about logins ──────────────────────────────────────────────────────────────────────────


def test_a_reset_for_nobody_writes_what_one_for_somebody_writes(ana: User) -> None:
    """Equal work is what keeps the time from telling whose e-mail is known."""

    def written(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            Client().post("/account/password/reset/", {"email": email})
        kinds = ("INSERT", "UPDATE", "DELETE")
        return [query["sql"].split(" (")[0] for query in seen if query["sql"].startswith(kinds)]

    first = written("ana@people.example")
    assert first == written("nobody@people.example") and 'INSERT INTO "accounts_accountmail"' in str(first)
    sizes = [len(one) for one in AccountMail.objects.values_list("sealed", flat=True)]
    assert len(sizes) == 2 and max(sizes) - min(sizes) < 80
    assert "ana@people" not in str(list(AccountMail.objects.values()))


def test_a_mail_waits_while_the_mail_server_is_away(
    ana: User, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: Any, fail_silently: bool = False) -> int:
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
    for email in ("ana@people.example", "nobody@people.example"):
        with django_capture_on_commit_callbacks(execute=True):
            assert Client().post("/account/password/reset/", {"email": email}).status_code == 302
    assert (AccountMail.objects.count(), mail.outbox) == (1, [])
    monkeypatch.undo()
    tasks.sweep_mails()
    assert mail.outbox == []
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        tasks.sweep_mails()
        tasks.sweep_mails()
    [sent] = mail.outbox
    assert (sent.to, AccountMail.objects.count()) == (["ana@people.example"], 0)


def test_a_mail_nobody_could_send_for_a_day_goes(ana: User) -> None:
    Client().post("/account/password/reset/", {"email": "ana@people.example"})
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        tasks.sweep_mails()
    assert (AccountMail.objects.count(), mail.outbox) == (0, [])


HERE = "http://testserver"


def leads_back_to(page: Any) -> str:
    [link] = re.findall(r'class="btn btn-quiet back" href="([^"]*)"', page.content.decode())
    return str(link)


@pytest.mark.parametrize(
    ("came_from", "asked", "back"),
    [
        (f"{HERE}/account/security/", "", "/account/security/"),
        (f"{HERE}/o/people/settings/profile/?x=1&y=2#z", "", "/o/people/settings/profile/?x=1&amp;y=2"),
        ("", "", "/"),
        ("https://elsewhere.example/o/people/", "", "/"),
        (f"{HERE}//elsewhere.example/", "", "/"),
        (f"{HERE}.elsewhere.example/o/people/", "", "/"),
        ("javascript:alert(1)", "", "/"),
        ("posts", "", "/"),
        (f"{HERE}/o/people/posts/", "?next=//[", "/o/people/posts/"),
        # Where the same question would stand again is no way out.
        (f"{HERE}/account/email/", "?next=/account/email/", "/"),
        (f"{HERE}/account/password/change/", "?next=/account/email/", "/account/security/"),
        (f"{HERE}/o/people/posts/", "?next=/o/people/posts/&why=idle", "/account/organisations/"),
    ],
)
def test_a_page_that_asks_once_more_leads_back(ana: User, came_from: str, asked: str, back: str) -> None:
    client = Client()
    sign_in(client)
    page = client.get(f"/account/reauthenticate/{asked}", headers={"Referer": came_from} if came_from else {})
    assert leads_back_to(page) == back
    assert 'action="/account/logout/"' in page.content.decode()


def test_the_way_back_outlives_a_wrong_password_and_another_way(ana: User) -> None:
    client = Client()
    sign_in(client)
    client.get("/account/reauthenticate/?next=/account/email/", headers={"Referer": f"{HERE}/o/people/posts/"})
    again = client.post(
        "/account/reauthenticate/", {"password": "wrong"}, headers={"Referer": f"{HERE}/account/reauthenticate/"}
    )
    assert (again.status_code, leads_back_to(again)) == (200, "/o/people/posts/")
    # Another visit, typed into the bar, begins anew.
    assert leads_back_to(client.get("/account/reauthenticate/")) == "/"
