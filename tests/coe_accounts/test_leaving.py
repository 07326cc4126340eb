"""Leaving an organisation, having a login erased, a copy of one's data, one's picture."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from coe.access.models import Grant
from coe.accounts import tasks
from coe.accounts.models import Export, Invitation, Picture, SignIn, User
from coe.accounts.people import make_login
from coe.audit.chain import check
from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.tenancy.context import inside
from coe.tenancy.models import Member, Organisation
from tests.coe_accounts.test_second_factor import with_password
from tests.factories.cast import PASSWORD, Cast, Org

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()


def proved(client: Client) -> Client:
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


# ── leaving ─────────────────────────────────────────────────────────────────────────────────────


def test_a_member_leaves_by_themselves(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    assert "Leave Northwind Stays?" in client.get(north.url("settings/leave/")).content.decode()
    assert client.post(north.url("settings/leave/"))["Location"] == "/account/organisations/"
    assert client.get(north.url()).status_code == 404
    with inside(north.id):
        assert Member.objects.get(pk=north.cal.member.pk).left_at
        assert not Grant.objects.filter(member=north.cal.member, ended_at__isnull=True).exists()
        assert list(Entry.objects.values_list("act", "detail")) == [("self.account", "left")]


def test_the_last_administrator_stays(north: Org, browse: Any) -> None:
    with inside(north.id):
        Grant.objects.filter(member=north.cleo.member).update(ended_at=timezone.now())
    answer = browse(north.ida).post(north.url("settings/leave/"))
    assert answer.status_code == 422
    assert "Grant a second administrator" in answer.content.decode()
    with inside(north.id):
        assert Member.objects.get(pk=north.ida.member.pk).left_at is None
        assert Entry.objects.count() == 0


# ── erasing a login ─────────────────────────────────────────────────────────────────────────────


def ask(client: Client, commit: Any, password: str = PASSWORD) -> Any:
    with commit(execute=True):
        return client.post("/account/delete/", {"password": password})


def test_a_login_is_erased_after_two_weeks_and_a_pseudonym_stays(
    cast: Cast, django_capture_on_commit_callbacks: Any, browse: Any
) -> None:
    org = cast.north
    client = with_password(org.cal)
    client.post(org.url("settings/profile/"), {"name": "Cal Creator", "language": "en", "theme": "dark", "zone": ""})
    assert ask(client, django_capture_on_commit_callbacks, "wrong").status_code == 422
    assert User.objects.get(pk=org.cal.user.pk).delete_at is None
    answer = ask(client, django_capture_on_commit_callbacks)
    assert "will be erased" in answer.content.decode()
    assert mail.outbox[-1].subject == "Your login will be erased"
    assert client.get("/")["Location"].startswith("/account/login/")
    with time_machine.travel(timezone.now() + timedelta(days=13), tick=False):
        tasks.sweep_logins()
    assert User.objects.get(pk=org.cal.user.pk).email == org.cal.user.email
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        tasks.sweep_logins()
        tasks.sweep_logins()
    user = User.objects.get(pk=org.cal.user.pk)
    assert (user.is_active, user.name, user.email) == (False, "", f"erased-{user.pk}@invalid")
    assert not EmailAddress.objects.filter(user=user).exists()
    assert not SignIn.objects.filter(user=user).exists()
    with inside(org.id):
        member = Member.objects.get(pk=org.cal.member.pk)
        assert re.fullmatch(r"Former member 前成员 [0-9A-F]{4}", member.name)
        assert member.left_at
        assert not Notice.objects.filter(member=member).exists()
        assert not Grant.objects.filter(member=member, ended_at__isnull=True).exists()
        last = Entry.objects.order_by("-seq").first()
        assert (last.act, last.detail, last.subject_label) == ("system.maintain", "erased", member.name)
        assert check(org.id) == (last.seq, None)
        assert Entry.objects.filter(actor_label="Cal Creator").exists()
    page = browse(org.aud).get(org.url("audit/")).content.decode()
    assert member.name in page
    assert f"{member.name} changed their profile" in page
    assert "Cal Creator changed" not in page


def test_signing_in_undoes_it(north: Org, django_capture_on_commit_callbacks: Any) -> None:
    client = with_password(north.cal)
    ask(client, django_capture_on_commit_callbacks)
    assert User.objects.get(pk=north.cal.user.pk).delete_at
    answer = client.post("/account/login/", {"login": north.cal.user.email, "password": PASSWORD}, follow=True)
    assert "will not be deleted" in answer.content.decode()
    assert User.objects.get(pk=north.cal.user.pk).delete_at is None


def test_the_last_administrator_hands_over_and_goes(
    north: Org, browse: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with inside(north.id):
        Grant.objects.filter(member=north.cleo.member).update(ended_at=timezone.now())
    client = with_password(north.ida)
    way = north.url("settings/hand-over/")
    assert way in client.get("/account/delete/").content.decode()
    assert way in client.get(north.url("settings/leave/")).content.decode()
    page = client.get(way).content.decode()
    assert "Hand over Northwind Stays" in page
    assert str(north.bea.member.pk) in page
    assert str(north.ida.member.pk) not in page
    wrong = client.post(way, {"member": str(north.ida.member.pk)})
    assert wrong.status_code == 422
    answer = client.post(way, {"member": str(north.bea.member.pk)})
    assert answer["Location"] == "/account/data/"
    with inside(north.id):
        made = Grant.objects.get(member=north.bea.member, role__key="admin")
        assert (made.scope, made.scope_id, made.expires_at) == ("organisation", north.id, None)
        assert Entry.objects.filter(act="access.grant", reason="The organisation was handed over.").count() == 1
        assert Notice.objects.filter(kind="access.granted", member=north.bea.member).count() == 1
    assert "will be erased" in ask(client, django_capture_on_commit_callbacks).content.decode()
    assert browse(north.cal).get(way).status_code == 403


def test_alone_in_an_organisation_one_invites_first(cast: Cast, browse: Any) -> None:
    """Also who is a member elsewhere is alone here."""
    south = cast.south
    with inside(cast.north.id):
        Member.objects.create(org=cast.north.organisation, user=south.sam.user, name="Sam at North")
    with inside(south.id):
        Member.objects.exclude(pk=south.sam.member.pk).update(left_at=timezone.now())
    page = browse(south.sam).get(south.url("settings/hand-over/")).content.decode()
    assert "Nobody else is here" in page
    assert south.url("settings/invitations/new/") in page


def test_what_keeps_the_name_is_said_before(north: Org) -> None:
    page = with_password(north.cal).get("/account/delete/").content.decode()
    for words in ("The audit keeps the words of its entries", "the stored entries, their export"):
        assert words in page


def test_the_last_administrator_cannot_be_erased(north: Org, django_capture_on_commit_callbacks: Any) -> None:
    with inside(north.id):
        Grant.objects.filter(member=north.cleo.member).update(ended_at=timezone.now())
    client = with_password(north.ida)
    page = client.get("/account/delete/").content.decode()
    assert "you are the last administrator" in page
    assert "Northwind Stays" in page
    assert ask(client, django_capture_on_commit_callbacks).status_code == 422
    assert User.objects.get(pk=north.ida.user.pk).delete_at is None


def test_who_became_the_last_administrator_meanwhile_is_kept(north: Org) -> None:
    User.objects.filter(pk=north.ida.user.pk).update(delete_at=timezone.now() - timedelta(minutes=1))
    with inside(north.id):
        Grant.objects.filter(member=north.cleo.member).update(ended_at=timezone.now())
    tasks.sweep_logins()
    user = User.objects.get(pk=north.ida.user.pk)
    assert user.is_active
    assert user.delete_at > timezone.now()


# ── a copy ──────────────────────────────────────────────────────────────────────────────────────


def test_a_copy_holds_ones_own_and_nobody_elses(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    from publishing.models import Post

    org = cast.north
    with inside(org.id):
        for person in (org.cal, org.bea):
            Post.objects.create(
                org=org.organisation, brand=org.brands["harbour"], title=f"By {person.member.name}", text="Hello",
                zone="UTC", author=person.member, authors=[person.member.pk],
            )  # fmt: skip
    client = proved(with_password(org.cal))
    with django_capture_on_commit_callbacks():
        client.post("/account/data/export/")
        client.post("/account/data/export/")
    made = Export.objects.get()
    assert 'hx-trigger="every 2s"' in client.get("/account/data/").content.decode()
    tasks.export(export_id=str(made.pk))
    page = client.get("/account/data/").content.decode()
    assert f"/account/data/export/{made.pk}/" in page
    answer = client.get(f"/account/data/export/{made.pk}/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = set(archive.namelist())
        posts = json.loads(archive.read("northwind/posts.json"))
        login = json.loads(archive.read("login.json"))
        grants = json.loads(archive.read("northwind/grants.json"))
    assert names == {"login.json", *(
        f"northwind/{name}.json"
        for name in ("membership", "grants", "requests", "notices", "notice_choices", "acts", "posts")
    )}  # fmt: skip
    assert [post["title"] for post in posts] == ["By Cal Creator"]
    assert login["profile"]["email"] == org.cal.user.email
    assert len(login["sign_ins"]) == 1
    assert [grant["role"] for grant in grants] == ["Creator"]
    other = proved(with_password(org.bea))
    assert other.get(f"/account/data/export/{made.pk}/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        assert proved(with_password(org.cal)).get(f"/account/data/export/{made.pk}/").status_code == 404
        tasks.sweep_logins()
    assert not Export.objects.exists()


@pytest.mark.parametrize("how", ["left", "shut"])
def test_a_copy_is_no_way_round_a_closed_door(cast: Cast, how: str) -> None:
    """Of an organisation that one left, or that asks for a factor one has not: what is about oneself, no content."""
    from coe.accounts import exporting
    from publishing.models import Post

    org = cast.north
    with inside(org.id):
        Post.objects.create(
            org=org.organisation, brand=org.brands["harbour"], title="Secret launch", text="Not out yet",
            zone="UTC", author=org.cal.member, authors=[org.cal.member.pk],
        )  # fmt: skip
        Notice.objects.create(
            org=org.organisation, member=org.cal.member, kind="access.granted", subject_type="x", subject_id="1",
            url="/", params={"title": "Secret launch"},
        )  # fmt: skip
        if how == "left":
            Member.objects.filter(pk=org.cal.member.pk).update(left_at=timezone.now())
    if how == "shut":
        Organisation.objects.filter(pk=org.id).update(factor_for="everybody", factor_from="2026-01-01")
    made = Export.objects.create(user=org.cal.user, expires_at=timezone.now() + exporting.LIFE)
    exporting.make(made.pk)
    made.refresh_from_db()
    with default_storage.open(made.path) as file, zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(parts) == {"login.json", *(f"northwind/{name}.json" for name in ("membership", "grants", "acts"))}
    assert "Secret launch" not in "".join(parts.values())
    assert [grant["role"] for grant in json.loads(parts["northwind/grants.json"])] == ["Creator"]


def test_a_copy_asks_for_the_password_first(north: Org) -> None:
    answer = with_password(north.cal).post("/account/data/export/")
    assert "reauthenticate" in answer["Location"]
    assert not Export.objects.exists()


# ── the picture ─────────────────────────────────────────────────────────────────────────────────


def drawn(kind: str = "JPEG", size: tuple[int, int] = (600, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **({"exif": b"Exif\0\0secret place"} if kind == "JPEG" else {}))
    return out.getvalue()


def send(client: Client, org: Org, data: bytes, name: str = "me.jpg") -> Any:
    return client.post(org.url("settings/profile/picture/"), {"picture": SimpleUploadedFile(name, data)}, follow=True)


def test_a_picture_is_made_anew_small_and_square(north: Org, south: Org, browse: Any) -> None:
    client = browse(north.cal)
    send(client, north, drawn())
    answer = client.get(north.url(f"members/{north.cal.member.pk}/picture/"))
    assert answer["Content-Type"] == "image/webp"
    assert b"secret place" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (192, 192)
    assert browse(north.bea).get(north.url(f"members/{north.cal.member.pk}/picture/")).status_code == 200
    assert browse(south.sam).get(south.url(f"members/{north.cal.member.pk}/picture/")).status_code == 404
    client.post(north.url("settings/profile/picture/"), {"remove": "1"})
    assert client.get("/account/picture/").status_code == 404
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a nonsense", "no picture we can read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture we can read"),
        (drawn()[:400], "no picture we can read"),
        (b"\xff\xd8" + b"x" * (8 * 1024 * 1024), "larger than 8 MB"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, said: str, north: Org, browse: Any) -> None:
    assert said in send(browse(north.cal), north, data).content.decode()
    assert not Picture.objects.exists()


# ── several organisations ───────────────────────────────────────────────────────────────────────


def test_the_one_chosen_opens_first_in_a_new_browser(cast: Cast, browse: Any) -> None:
    with inside(cast.south.id):
        Member.objects.create(org=cast.south.organisation, user=cast.north.ida.user, name="Ida at South")
    client = browse(cast.north.ida)
    assert client.post("/account/organisations/southgate/first/").status_code == 302
    cast.north.ida.user.refresh_from_db()
    assert browse(cast.north.ida).get("/")["Location"] == "/o/southgate/"
    assert client.post("/account/organisations/nowhere/first/").status_code == 404


def test_the_clock_is_the_readers(north: Org, browse: Any) -> None:
    from datetime import UTC, datetime

    with inside(north.id):
        notice = Notice.objects.create(
            org=north.organisation, member=north.cal.member, kind="x", subject_type="x", subject_id="x", url="/",
            params={},
        )  # fmt: skip
        Notice.objects.filter(pk=notice.pk).update(created_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    User.objects.filter(pk=north.cal.user.pk).update(clock="12")
    assert "2:00 p.m.\u00a0CEST" in browse(north.cal).get(north.url("notices/")).content.decode()
    assert make_login(email="x@y.example", name="X", password=None).clock == ""


def test_erasing_takes_the_name_out_of_what_others_were_told_and_sent(cast: Cast) -> None:
    org = cast.north
    with inside(org.id):
        for number in range(2):
            Invitation.objects.create(
                org=org.organisation, email=org.cal.user.email, name="Cal Creator", invited_by=org.ida.member,
                token_hash=str(number) * 64, expires_at=timezone.now() + timedelta(days=1),
            )  # fmt: skip
            if not number:
                Invitation.objects.update(state="revoked", closed_at=timezone.now())
        told = [
            Notice.objects.create(
                org=org.organisation, member=org.bea.member, kind=kind, subject_type="t", subject_id="1", url="/x/",
                params=params, by_name=by,
            )
            for kind, params, by in (
                ("post.asked", {"title": "Cal Creator is back", "by": "Cal Creator"}, "Cal Creator"),
                ("post.asked", {"title": "Lake", "n": 3, "who": ["Cal Creator", "Pia Publisher"]}, "Bea Brand"),
            )
        ]  # fmt: skip
    User.objects.filter(pk=org.cal.user.pk).update(delete_at=timezone.now())
    tasks.sweep_logins()
    with inside(org.id):
        name = Member.objects.get(pk=org.cal.member.pk).name
        assert name.startswith("Former member")
        rows = [Notice.objects.get(pk=one.pk) for one in told]
        assert (rows[0].by_name, rows[0].params) == (name, {"title": "Cal Creator is back", "by": name})
        assert (rows[1].by_name, rows[1].params) == (
            "Bea Brand", {"title": "Lake", "n": 3, "who": [name, "Pia Publisher"]},
        )  # fmt: skip
        assert {(one.name, one.email.split("@")[1], one.state) for one in Invitation.objects.all()} == {
            (name, "invalid", "revoked")
        }
        assert Invitation.objects.count() == 2
