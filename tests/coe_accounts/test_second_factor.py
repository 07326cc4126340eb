"""Authenticator apps, recovery codes, and what organisations ask."""

import re
import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from coe.access.acts import Act
from coe.accounts import reminding, tasks
from coe.accounts.people import make_login
from coe.audit.models import Entry
from coe.notices.kinds import known
from coe.notices.models import Notice
from coe.tenancy.context import inside
from coe.tenancy.models import Member, Organisation
from coe.tenancy.stale import fingerprint
from tests.factories.cast import PASSWORD, Cast, Org, Person

pytestmark = pytest.mark.django_db
FIELDS = ("factor_for", "factor_acts", "factor_from", "idle_minutes", "session_hours")


@pytest.fixture(autouse=True)
def _no_history() -> None:
    cache.clear()


def totp(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def with_password(person: Person) -> Client:
    """A browser that signed in by the form, as people do."""
    person.user.set_password(PASSWORD)
    person.user.save()
    from allauth.account.models import EmailAddress

    EmailAddress.objects.get_or_create(
        user=person.user, email=person.user.email, defaults={"verified": True, "primary": True}
    )
    client = Client()
    client.post("/account/login/", {"login": person.user.email, "password": PASSWORD})
    return client


def prove(client: Client, path: str) -> Any:
    """Opens a page that asks for the password first."""
    answer = client.get(path)
    if answer.status_code == 302 and "reauthenticate" in answer["Location"]:
        client.post(answer["Location"], {"password": PASSWORD})
        answer = client.get(path)
    return answer


def set_up(client: Client, commit: Any) -> tuple[str, list[str]]:
    """Sets up an authenticator app: (secret, recovery codes)."""
    page = prove(client, "/account/2fa/totp/activate/").content.decode()
    [secret] = re.findall(r'<code id="secret">(\w+)</code>', page)
    with commit(execute=True):
        answer = client.post("/account/2fa/totp/activate/", {"code": totp(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    codes = re.findall(r"<li><code>(\w+)</code></li>", client.get(answer["Location"]).content.decode())
    return secret, codes


def test_an_authenticator_app_is_asked_for_after_the_password(
    north: Org, django_capture_on_commit_callbacks: Any
) -> None:
    client = with_password(north.cal)
    secret, codes = set_up(client, django_capture_on_commit_callbacks)
    assert len(codes) == 10
    assert mail.outbox[-1].subject == "How you sign in was changed"
    assert "An authenticator app was set up" in mail.outbox[-1].body
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    with inside(north.id):
        rows = Entry.objects.filter(detail__startswith="factor").order_by("seq")
        said = list(rows.values_list("act", "detail", "after"))
    assert said == [
        ("self.account", "factor-added", {"kind": "totp"}),
        ("self.account", "factor-added", {"kind": "recovery_codes"}),
    ]
    other = Client()
    asked = other.post("/account/login/", {"login": north.cal.user.email, "password": PASSWORD})
    assert asked["Location"] == "/account/2fa/authenticate/"
    assert other.get("/")["Location"].startswith("/account/login/")
    assert "did not match" in other.post(asked["Location"], {"code": "000000"}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        assert other.post(asked["Location"], {"code": totp(secret)})["Location"] == "/"
    assert other.get("/")["Location"] == "/o/northwind/"


def test_recovery_codes_are_shown_once_and_work_once(north: Org, django_capture_on_commit_callbacks: Any) -> None:
    client = with_password(north.cal)
    _secret, codes = set_up(client, django_capture_on_commit_callbacks)
    again = client.get("/account/2fa/recovery-codes/").content.decode()
    assert not [code for code in codes if code in again]
    assert "10 codes are left" in again
    for outcome in ("/", "refused"):
        other = Client()
        other.post("/account/login/", {"login": north.cal.user.email, "password": PASSWORD})
        answer = other.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert answer.get("Location", "refused") == outcome
    prove(client, "/account/2fa/recovery-codes/generate/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/recovery-codes/generate/")
    fresh = re.findall(r"<li><code>(\w+)</code></li>", client.get("/account/2fa/recovery-codes/").content.decode())
    assert len(set(fresh) - set(codes)) == 10


def test_five_wrong_codes_and_the_right_one_waits(north: Org, django_capture_on_commit_callbacks: Any) -> None:
    client = with_password(north.cal)
    secret, _codes = set_up(client, django_capture_on_commit_callbacks)
    other = Client()
    other.post("/account/login/", {"login": north.cal.user.email, "password": PASSWORD})
    for _ in range(5):
        other.post("/account/2fa/authenticate/", {"code": "000000"})
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        answer = other.post("/account/2fa/authenticate/", {"code": totp(secret)})
    assert "Too many tries" in answer.content.decode()


def test_changing_factors_asks_for_the_password(north: Org) -> None:
    client = with_password(north.cal)
    for path in ("totp/activate/", "webauthn/add/"):
        assert "reauthenticate" in client.get(f"/account/2fa/{path}")["Location"]


def test_secrets_move_to_the_newest_key(north: Org, django_capture_on_commit_callbacks: Any, settings: Any) -> None:
    import base64

    client = with_password(north.cal)
    secret, _codes = set_up(client, django_capture_on_commit_callbacks)
    fresh = "fresh:" + base64.b64encode(b"7" * 32).decode()
    settings.CREDENTIAL_KEYS = [fresh, *settings.CREDENTIAL_KEYS]
    call_command("rotate_secrets", verbosity=0)
    settings.CREDENTIAL_KEYS = [fresh]
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("fresh.")
    other = Client()
    other.post("/account/login/", {"login": north.cal.user.email, "password": PASSWORD})
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        assert other.post("/account/2fa/authenticate/", {"code": totp(secret)})["Location"] == "/"


def test_whoever_runs_it_helps_somebody_who_lost_everything(
    north: Org, django_capture_on_commit_callbacks: Any
) -> None:
    client = with_password(north.cal)
    set_up(client, django_capture_on_commit_callbacks)
    call_command("remove_factors", north.cal.user.email, verbosity=0, stdout=StringIO())
    assert not Authenticator.objects.exists()
    assert client.get("/")["Location"].startswith("/account/login/")
    assert with_password(north.cal).get("/")["Location"] == "/o/northwind/"
    with inside(north.id):
        assert Entry.objects.filter(detail="factors-removed", actor_label="").count() == 1
    with pytest.raises(CommandError):
        call_command("remove_factors", north.cal.user.email, verbosity=0)
    with pytest.raises(CommandError):
        call_command("remove_factors", "nobody@x.example", verbosity=0)


# ── what an organisation asks ───────────────────────────────────────────────────────────────────


def policy(org: Org, **given: Any) -> None:
    Organisation.objects.filter(pk=org.id).update(**given)


def today(**ahead: int) -> Any:
    return (timezone.now() + timedelta(**ahead)).date()


def save(client: Client, org: Org, **given: Any) -> Any:
    row = Organisation.objects.get(pk=org.id)
    data = {
        "factor_for": "nobody", "factor_from": "", "idle_minutes": "", "session_hours": "",
        "seen": fingerprint(row, FIELDS),
    }  # fmt: skip
    return client.post(org.url("settings/sign-in/"), data | given)


def test_without_a_second_factor_only_this_organisation_is_closed(cast: Cast, browse: Any) -> None:
    with inside(cast.south.id):
        Member.objects.create(org=cast.south.organisation, user=cast.north.cal.user, name="Cal at South")
    policy(cast.north, factor_for="everybody", factor_from=today(days=-2))
    client = browse(cast.north.cal)
    for path in ("", "settings/", "settings/profile/", "members/me/rights/", "notices/"):
        answer = client.get(cast.north.url(path))
        assert answer["Location"].startswith("/account/second-factor/?organisation=northwind"), path
    assert client.post(cast.north.url("settings/profile/"), {"name": "Changed"}).status_code == 302
    with inside(cast.north.id):
        assert Member.objects.get(pk=cast.north.cal.member.pk).name == "Cal Creator"
    assert client.get(cast.south.url()).status_code == 200
    page = client.get(client.get(cast.north.url("posts/"))["Location"]).content.decode()
    assert "Northwind Stays asks for a second factor" in page
    assert "/o/southgate/" in page
    assert client.get(cast.north.url(), headers={"hx-request": "true"}).status_code == 401
    assert client.get(cast.north.url(), headers={"accept": "application/json"}).status_code == 401


def test_setting_one_up_opens_it_and_leads_back(north: Org, django_capture_on_commit_callbacks: Any) -> None:
    policy(north, factor_for="everybody", factor_from=today(days=-2))
    client = with_password(north.cal)
    needed = client.get(north.url("settings/"))["Location"]
    assert client.get(needed).status_code == 200
    set_up(client, django_capture_on_commit_callbacks)
    assert 'href="/o/northwind/settings/"' in client.get("/account/security/").content.decode()
    assert client.get(north.url("settings/")).status_code == 200


def test_before_the_day_people_are_told_and_nothing_is_closed(north: Org, browse: Any) -> None:
    policy(north, factor_for="everybody", factor_from=today(days=5))
    page = browse(north.cal).get(north.url())
    assert page.status_code == 200
    assert "Northwind Stays asks you for a second factor" in page.content.decode()


def test_it_can_be_asked_of_those_who_hold_an_act(north: Org, browse: Any) -> None:
    policy(north, factor_for="acts", factor_acts=["post.approve"], factor_from=today(days=-2))
    assert browse(north.bea).get(north.url()).status_code == 302
    assert browse(north.cal).get(north.url()).status_code == 200


def test_the_policy_is_audited_and_those_concerned_are_told(north: Org, browse: Any) -> None:
    answer = save(
        browse(north.ida), north, factor_for="acts", factor_acts=["post.approve"], factor_from=today(days=14).isoformat(),
        session_hours="8",
    )  # fmt: skip
    assert answer.status_code == 302
    with inside(north.id):
        entry = Entry.objects.get(act="org.manage")
        told = sorted(Notice.objects.filter(kind="org.factor").values_list("member__name", flat=True))
        everybody = Notice.objects.filter(kind="org.session").count()
        count = Member.objects.count()
    assert (entry.detail, entry.after["session_hours"], entry.after["factor_acts"]) == ("sign-in", 8, ["post.approve"])
    assert told == ["Bea Brand", "Cleo Lead", "Hal Harbour", "Lee Legal", "Vic Valley"]
    assert everybody == count - 1


def test_who_has_none_is_reminded_some_days_before(north: Org, django_capture_on_commit_callbacks: Any) -> None:
    """Once each, in the application and by mail; who has one, who is not asked, and a far day stay quiet."""

    def reminded(**ahead: int) -> list[str]:
        with time_machine.travel(timezone.now() + timedelta(**ahead), tick=False):
            for org_id in reminding.organisations():
                tasks.remind_of_factor(org_id=str(org_id))
        with inside(north.id):
            found = Notice.objects.filter(kind="org.factor_soon")
            assert not found.filter(by_mail=False).exists()
            return sorted(found.values_list("member__name", flat=True))

    set_up(with_password(north.bea), django_capture_on_commit_callbacks)
    policy(north, factor_for="acts", factor_acts=["post.approve"], factor_from=today(days=14))
    assert reminded() == []
    assert reminded(days=9) == []
    told = ["Cleo Lead", "Hal Harbour", "Lee Legal", "Vic Valley"]
    assert reminded(days=11, hours=12) == told
    assert reminded(days=12) == told
    policy(north, factor_for="nobody", factor_from=None)
    assert reminded(days=12) == told
    with inside(north.id):
        entry = Entry.objects.get(detail="factor-reminder")
        assert entry.after["members"] == 4
        kind = known("org.factor_soon")
        assert kind is not None
        said = kind.say(Notice.objects.filter(kind="org.factor_soon").first().params)
    assert "opens only with a second factor, and you have none yet" in said


def test_nobody_locks_themselves_out_today(north: Org, browse: Any) -> None:
    answer = save(browse(north.ida), north, factor_for="everybody")
    assert answer.status_code == 422
    assert "of your own first" in answer.content.decode()
    assert Organisation.objects.get(pk=north.id).factor_for == "nobody"


def test_only_who_manages_the_organisation_changes_it(north: Org, browse: Any) -> None:
    for person in (north.cleo, north.bea, north.aud):
        assert save(browse(person), north, session_hours="8").status_code == 403
    assert Organisation.objects.get(pk=north.id).session_hours is None


def test_an_old_form_changes_nothing(north: Org, browse: Any) -> None:
    answer = save(browse(north.ida), north, session_hours="8", seen="0123456789abcdef")
    assert answer.status_code == 409
    assert "Somebody else saved this meanwhile" in answer.content.decode()
    assert Organisation.objects.get(pk=north.id).session_hours is None


def test_a_session_too_old_asks_again_and_sends_what_was_typed(north: Org) -> None:
    policy(north, session_hours=8)
    client = with_password(north.cal)
    assert client.get(north.url("settings/profile/")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=8, minutes=1), tick=False):
        asked = client.get(north.url("settings/profile/?x=1"))
        assert asked["Location"].startswith(
            "/account/reauthenticate/?next=%2Fo%2Fnorthwind%2Fsettings%2Fprofile%2F%3Fx"
        )
        typed = {"name": "Typed Late", "language": "en", "theme": "dark", "zone": "", "clock": ""}
        asked = client.post(north.url("settings/profile/"), typed)
        assert "longer ago" in client.get(asked["Location"]).content.decode()
        with inside(north.id):
            assert Member.objects.get(pk=north.cal.member.pk).name == "Cal Creator"
        assert client.post(asked["Location"], {"password": "wrong"}).status_code == 200
        done = client.post(asked["Location"], {"password": PASSWORD})
        assert done["Location"] == north.url("settings/profile/")
        assert client.get(north.url("settings/profile/")).status_code == 200
    with inside(north.id):
        assert Member.objects.get(pk=north.cal.member.pk).name == "Typed Late"


def test_a_pause_asks_again_and_only_here(cast: Cast) -> None:
    with inside(cast.south.id):
        Member.objects.create(org=cast.south.organisation, user=cast.north.cal.user, name="Cal at South")
    policy(cast.north, idle_minutes=30)
    client = with_password(cast.north.cal)
    begin = timezone.now()
    for minutes, polled in ((20, False), (40, False), (60, True), (71, False)):
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
            headers = {"hx-request": "true"} if polled else {}
            status = client.get(cast.north.url("settings/"), headers=headers).status_code
            # Asking by itself is no activity: 71 is 31 minutes after a person last did something.
            assert status == (302 if minutes == 71 else 200), minutes
    with time_machine.travel(begin + timedelta(minutes=75), tick=False):
        assert client.get(cast.south.url("settings/")).status_code == 200


def test_the_list_of_members_says_who_has_one(north: Org, browse: Any) -> None:
    Authenticator.objects.create(user=north.cal.user, type="totp", data={"secret": "x"})
    page = browse(north.ida).get(north.url("members/")).content.decode()
    row = page.split("Cal Creator")[1].split("</tr>")[0]
    other = page.split("Bea Brand")[1].split("</tr>")[0]
    assert "Yes" in row
    assert "Yes" not in other
    assert browse(north.cal).get(north.url("members/")).status_code == 403


def test_passkey_options_are_given_to_anybody_and_reveal_nothing() -> None:
    make_login(email="ana@people.example", name="Ana", password=PASSWORD)
    answer = Client().get("/account/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["allowCredentials"] == [] if "allowCredentials" in options else True
    assert options["userVerification"] == "required"


def test_an_act_that_is_not_one_is_refused(north: Org, browse: Any) -> None:
    answer = save(
        browse(north.ida), north, factor_for="acts", factor_acts=["nonsense"], factor_from=today(days=9).isoformat()
    )
    assert answer.status_code == 422
    assert Act.POST_APPROVE.value in answer.content.decode()
