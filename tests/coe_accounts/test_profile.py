"""Theme, language, profile: a person's own things."""

from typing import Any

import pytest
from django.test import Client

from coe.accounts.models import User
from coe.audit.models import Entry
from coe.tenancy.context import inside
from tests.factories.cast import Cast, Org

pytestmark = pytest.mark.django_db
GOOD = {"name": "Cal C. Creator", "language": "zh-hans", "theme": "dark", "zone": "asia/tokyo", "clock": "12"}


def test_the_profile_keeps_what_was_chosen_and_audits_it(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    assert client.post(north.url("settings/profile/"), GOOD).status_code == 302
    user = User.objects.get(pk=north.cal.user.pk)
    assert (user.name, user.language, user.theme, user.zone) == ("Cal C. Creator", "zh-hans", "dark", "Asia/Tokyo")
    with inside(north.id):
        north.cal.member.refresh_from_db()
        entry = Entry.objects.get()
    assert north.cal.member.name == "Cal C. Creator"
    assert (entry.act, entry.detail) == ("self.account", "profile")
    assert entry.before == {
        "name": "Cal Creator",
        "language": "en",
        "theme": "system",
        "zone": "",
        "clock": "",
        "keys": True,
    }
    page = client.get(north.url("settings/profile/")).content.decode()
    assert 'lang="zh-Hans"' in page
    assert 'data-theme="dark"' in page


def test_saving_nothing_new_leaves_no_trace(north: Org, browse: Any) -> None:
    browse(north.cal).post(
        north.url("settings/profile/"), {"name": "Cal Creator", "language": "en", "theme": "system", "zone": ""}
    )
    with inside(north.id):
        assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill in “Full name”."),
        ("name", "   ", "Fill in “Full name”."),
        ("name", "A\u202eB", "U+202E"),
        ("name", "x" * 81, "At most 80 characters"),
        ("name", "x" * 10_000_000, "At most 80 characters"),
        ("language", "fr", "Select a valid choice"),
        ("theme", "<script>", "Select a valid choice"),
        ("zone", "Mars/Olympus", "Mars/Olympus is not a time zone"),
        ("zone", "Asia/Tokyo" * 900, "is not a time zone"),
    ],
)
def test_bad_input_stays_at_its_field_and_changes_nothing(
    north: Org, browse: Any, field: str, value: str, said: str
) -> None:
    answer = browse(north.cal).post(north.url("settings/profile/"), GOOD | {field: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    if field != "name":
        assert 'value="Cal C. Creator"' in text
    assert User.objects.get(pk=north.cal.user.pk).zone == ""


def test_control_characters_vanish_from_names(north: Org, browse: Any) -> None:
    browse(north.cal).post(north.url("settings/profile/"), GOOD | {"name": " Cal\x00\x07\t Creator 👩‍🍳 "})
    assert User.objects.get(pk=north.cal.user.pk).name == "Cal Creator 👩‍🍳"


def test_look_works_for_anybody_and_returns_only_to_our_own_pages() -> None:
    client = Client()
    answer = client.post("/account/look/", {"language": "zh-hans", "next": "/account/login/?x=1"})
    assert answer["Location"] == "/account/login/?x=1"
    assert 'lang="zh-Hans"' in client.get("/account/login/").content.decode()
    for bad in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\x00",
        "/a\r\nX: y",
    ):
        assert client.post("/account/look/", {"language": "en", "next": bad})["Location"] == "/"


def test_look_is_kept_with_the_login(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    client.post("/account/look/", {"theme": "dark", "next": "/"})
    client.post("/account/language/", {"language": "zh-hans", "next": "/"})
    client.post("/account/look/", {"theme": "neon", "language": "xx", "next": "/"})
    user = User.objects.get(pk=north.cal.user.pk)
    assert (user.theme, user.language) == ("dark", "zh-hans")


def test_look_is_not_changed_by_reading() -> None:
    assert Client().get("/account/look/?language=zh-hans").status_code == 405


def test_times_are_shown_in_the_persons_zone_else_the_organisations(cast: Cast, browse: Any) -> None:
    from datetime import UTC, datetime

    from coe.notices.models import Notice

    org = cast.north
    with inside(org.id):
        notice = Notice.objects.create(
            org=org.organisation, member=org.cal.member, kind="x", subject_type="x", subject_id="x", url="/", params={}
        )
        Notice.objects.filter(pk=notice.pk).update(created_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    client = browse(org.cal)
    assert "14:00\u00a0CEST" in client.get(org.url("notices/")).content.decode()
    User.objects.filter(pk=org.cal.user.pk).update(zone="Asia/Tokyo")
    assert "21:00\u00a0JST" in client.get(org.url("notices/")).content.decode()


def test_pages_outside_an_organisation_keep_the_zone_of_the_one_used_last(cast: Cast, browse: Any) -> None:
    from datetime import UTC, datetime

    from coe.accounts.models import SignIn

    signed_in = SignIn.objects.create(user=cast.north.cal.user)
    SignIn.objects.filter(pk=signed_in.pk).update(at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    client = browse(cast.north.cal)
    # Nothing is entered yet in this browser: the membership tells. Then the session does.
    assert "14:00\u00a0CEST" in client.get("/account/security/").content.decode()
    client.get(cast.north.url("notices/"))
    assert "14:00\u00a0CEST" in client.get("/account/security/").content.decode()
    User.objects.filter(pk=cast.north.cal.user.pk).update(zone="Asia/Tokyo")
    assert "21:00\u00a0JST" in client.get("/account/security/").content.decode()
