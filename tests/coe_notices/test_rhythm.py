"""When mails come: digests, quiet hours, clock changes; and that none comes twice."""

from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from coe.accounts.models import User
from coe.notices import kinds, mailing, tasks
from coe.notices.actions import keep_time
from coe.notices.api import MAIL_DUE, tell
from coe.notices.models import Notice, Preference, Timing
from coe.notices.rhythm import Rhythm, at, next_digest, wakes
from coe.notices.stopping import stop_token
from coe.outbox.models import Due
from coe.tenancy.context import inside
from tests.factories.cast import Org, Person

NIGHT = Rhythm(quiet_from=time(20), quiet_until=time(7), zone="Europe/Zurich")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("after", "rhythm", "expected"),
    [
        (utc(2026, 11, 20, 6, 59), Rhythm("daily", zone="Europe/Zurich"), utc(2026, 11, 20, 7)),
        (utc(2026, 11, 20, 7, 0), Rhythm("daily", zone="Europe/Zurich"), utc(2026, 11, 21, 7)),
        (utc(2026, 11, 20, 7, 0), Rhythm("weekdays", zone="Europe/Zurich"), utc(2026, 11, 23, 7)),
        (utc(2026, 11, 20, 7, 0), Rhythm("weekly", weekday=2, zone="Asia/Shanghai"), utc(2026, 11, 25, 0)),
        # Across the clock change of 29 March 2026 the hour on the wall stays.
        (utc(2026, 3, 28, 8, 0), Rhythm("daily", zone="Europe/Zurich"), utc(2026, 3, 29, 6)),
        # Half past two is skipped that night; two o'clock comes an hour later.
        (utc(2026, 3, 28, 8, 0), Rhythm("daily", hour=2, zone="Europe/Zurich"), utc(2026, 3, 29, 1)),
        # And happens twice in October: once is enough.
        (utc(2026, 10, 25, 0, 0), Rhythm("daily", hour=2, zone="Europe/Zurich"), utc(2026, 10, 26, 1)),
    ],
)
def test_the_next_digest(after: datetime, rhythm: Rhythm, expected: datetime) -> None:
    assert next_digest(after, rhythm) == expected


@pytest.mark.parametrize(
    ("moment", "rhythm", "expected"),
    [
        (utc(2026, 11, 20, 12), NIGHT, utc(2026, 11, 20, 12)),
        (utc(2026, 11, 20, 19), NIGHT, utc(2026, 11, 21, 6)),
        (utc(2026, 11, 21, 5, 59), NIGHT, utc(2026, 11, 21, 6)),
        (utc(2026, 11, 21, 6), NIGHT, utc(2026, 11, 21, 6)),
        (utc(2026, 11, 20, 12), Rhythm(quiet_from=time(12), quiet_until=time(13)), utc(2026, 11, 20, 13)),
        (utc(2026, 11, 20, 13), Rhythm(quiet_from=time(12), quiet_until=time(13)), utc(2026, 11, 20, 13)),
        (utc(2026, 11, 20, 12), Rhythm(quiet_from=time(12), quiet_until=time(12)), utc(2026, 11, 20, 12)),
        # Friday night into a quiet weekend: Monday at seven.
        (
            utc(2026, 11, 20, 19),
            Rhythm(quiet_from=time(20), quiet_until=time(7), quiet_weekend=True, zone="Europe/Zurich"),
            utc(2026, 11, 23, 6),
        ),
        # Quiet over the clock change.
        (utc(2026, 3, 28, 22), NIGHT, utc(2026, 3, 29, 5)),
    ],
)  # fmt: skip
def test_quiet_hours_end(moment: datetime, rhythm: Rhythm, expected: datetime) -> None:
    assert wakes(moment, rhythm) == expected


PATIENT = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
ZONES = st.sampled_from(
    ["UTC", "Europe/Zurich", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Cairo"]
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))


@PATIENT
@given(MOMENTS, ZONES, st.sampled_from(["daily", "weekdays", "weekly"]), st.integers(0, 23), st.integers(0, 6))
def test_digests_come_later_and_in_time(moment: datetime, zone: str, every: str, hour: int, weekday: int) -> None:
    rhythm = Rhythm(every, hour, weekday, zone=zone)
    found = next_digest(moment, rhythm)
    assert found is not None
    longest = {"daily": 1, "weekdays": 3, "weekly": 7}[every]
    assert moment < found <= moment + timedelta(days=longest, hours=2)


@PATIENT
@given(MOMENTS, ZONES, st.times(), st.times(), st.booleans())
def test_waking_is_never_earlier_and_never_quiet(
    moment: datetime, zone: str, begins: time, ends: time, weekend: bool
) -> None:
    rhythm = Rhythm(quiet_from=begins, quiet_until=ends, quiet_weekend=weekend, zone=zone)
    found = wakes(moment, rhythm)
    assert moment <= found <= moment + timedelta(days=4)
    assert wakes(found, rhythm) == found


def test_a_wall_time_becomes_a_moment() -> None:
    assert at(datetime(2026, 11, 20).date(), time(8), "Asia/Shanghai") == utc(2026, 11, 20)


@pytest.fixture
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})
    kinds.register("approval.now", label="Now", text="“%(title)s” now", mail=True)
    kinds.register("approval.later", label="Later", text="“%(title)s” later", mail="digest")
    kinds.register("delivery.urgent", label="Urgent", text="“%(title)s” urgent", mail=True, urgent=True)


def say(org: Org, person: Person, kind: str, title: str, **more: Any) -> None:
    with inside(org.id):
        tell(
            org.id, [person.member], kind, subject_type="x", subject_id=uuid4(), url_name="settings", title=title, **more
        )  # fmt: skip


def run(org: Org) -> None:
    tasks.mail(org_id=str(org.id))


def timing(org: Org, person: Person, **values: Any) -> None:
    with inside(org.id):
        Timing.objects.update_or_create(org_id=org.id, member=person.member, defaults=values)


FRIDAY = utc(2026, 11, 20, 19)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Addresses whose mailbox is full; put some in."""
    addresses: set[str] = set()
    send = EmailMultiAlternatives.send

    def offered(self: EmailMultiAlternatives, *args: Any) -> Any:
        if found := addresses.intersection(self.to):
            raise SMTPRecipientsRefused(dict.fromkeys(found, (452, b"mailbox full")))
        return send(self, *args)

    monkeypatch.setattr(EmailMultiAlternatives, "send", offered)
    return addresses


@pytest.mark.django_db
@pytest.mark.usefixtures("_kinds")
class TestMailing:
    def test_a_digest_groups_by_brand_and_comes_once(self, north: Org) -> None:
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.later", "A", brand=north.brands["valley"].pk)
            say(north, north.cal, "approval.later", "B", brand=north.brands["harbour"].pk)
            say(north, north.cal, "approval.later", "C")
            say(north, north.bea, "approval.later", "D")
            run(north)
            assert outbox.outbox == []
            assert Due.objects.get(kind=MAIL_DUE).not_before == utc(2026, 11, 23, 7)
        with travel(utc(2026, 11, 23, 7, 1), tick=False):
            run(north)
            run(north)
        assert sorted(mail.to[0] for mail in outbox.outbox) == ["bea@northwind.example", "cal@northwind.example"]
        mail = next(mail for mail in outbox.outbox if mail.to == ["cal@northwind.example"])
        assert mail.subject == "Northwind Stays: 3 notices"
        order = [mail.body.index(f"“{title}” later") for title in "CBA"]
        assert order == sorted(order)
        assert "Harbour · Approvals" in mail.body
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert Due.objects.filter(kind=MAIL_DUE).count() == 0

    def test_what_was_read_in_the_app_is_not_mailed(self, north: Org) -> None:
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.later", "A")
            say(north, north.cal, "approval.later", "B")
            with inside(north.id):
                Notice.objects.filter(params__title="A").update(read_at=FRIDAY)
        with travel(utc(2026, 11, 23, 8), tick=False):
            run(north)
        [mail] = outbox.outbox
        assert "“A”" not in mail.body
        with inside(north.id):
            assert set(Notice.objects.values_list("mailed", flat=True)) == {"skipped", "sent"}

    def test_quiet_hours_hold_mails_back_and_urgent_ones_pass(self, north: Org) -> None:
        timing(north, north.cal, quiet_from=time(20), quiet_until=time(7))
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.now", "A")
            say(north, north.cal, "delivery.urgent", "U")
            run(north)
            assert [mail.subject for mail in outbox.outbox] == ["“U” urgent"]
            for title in "BCD":
                say(north, north.cal, "approval.now", title)
        with travel(utc(2026, 11, 21, 6, 1), tick=False):
            run(north)
        assert [mail.subject for mail in outbox.outbox[1:]] == ["Northwind Stays: 4 notices"]
        assert "4 notices came while it was quiet" in outbox.outbox[1].body
        assert "List-Unsubscribe" not in outbox.outbox[1].extra_headers

    def test_urgent_ones_wait_too_when_the_person_says_so(self, north: Org) -> None:
        timing(north, north.cal, quiet_from=time(20), quiet_until=time(7), urgent_passes=False)
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "delivery.urgent", "U")
            run(north)
        assert outbox.outbox == []

    def test_the_clock_is_the_readers(self, north: Org) -> None:
        User.objects.filter(pk=north.cal.user.pk).update(zone="Asia/Tokyo")
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.later", "A")
        with inside(north.id):
            assert Notice.objects.get().mail_after == utc(2026, 11, 22, 23)

    def test_changing_the_rhythm_moves_what_waits(self, north: Org) -> None:
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.later", "A")
            keep_time(north.cal.actor, given={"every": "daily", "hour": 6})
            with inside(north.id):
                assert Notice.objects.get().mail_after == utc(2026, 11, 21, 5)
            assert Due.objects.get(kind=MAIL_DUE).not_before == utc(2026, 11, 21, 5)
            keep_time(north.cal.actor, given={"every": "off"})
        with travel(utc(2026, 12, 1), tick=False):
            run(north)
        assert outbox.outbox == []
        assert Due.objects.filter(kind=MAIL_DUE).count() == 0

    def test_a_worker_that_dies_after_sending_does_not_send_again(self, north: Org) -> None:
        with inside(north.id):
            Preference.objects.create(
                org_id=north.id, member=north.cal.member, kind="approval.now", in_app=False, mail=True
            )
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.now", "A")
            with inside(north.id):
                claim = mailing.claim()
            assert claim is not None
            assert claim.mail is not None
            claim.mail.send()
            run(north)
            assert len(outbox.outbox) == 1
            assert Due.objects.get(kind=MAIL_DUE).not_before == FRIDAY + mailing.LEASE
        with travel(FRIDAY + timedelta(minutes=11), tick=False):
            run(north)
        assert len(outbox.outbox) == 1
        with inside(north.id):
            notice = Notice.objects.get()
            assert (notice.mailed, notice.shown) == ("unknown", True), "it stands in the app, whatever was chosen"

    @pytest.mark.parametrize(
        ("error", "mailed", "waits"),
        [
            (SMTPServerDisconnected("gone"), "unknown", False),
            (TimeoutError(), "unknown", False),
            (SMTPDataError(554, b"spam"), "refused", False),
            (SMTPDataError(451, b"later"), "", True),
            (SMTPRecipientsRefused({"a": (550, b"no such user")}), "refused", False),
            (SMTPRecipientsRefused({"a": (450, b"greylisted")}), "", True),
        ],
    )
    def test_what_the_server_says_decides(
        self, north: Org, monkeypatch: pytest.MonkeyPatch, error: Exception, mailed: str, waits: bool
    ) -> None:
        say(north, north.cal, "approval.now", "A")

        def fail(self: Any) -> None:
            raise error

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
        run(north)
        with inside(north.id):
            notice = Notice.objects.get()
        assert (notice.mailed, notice.mailed_at is None) == (mailed, waits)

    def test_a_full_mailbox_stops_nobody_elses_mail(self, north: Org, full: set[str]) -> None:
        full.add("cal@northwind.example")
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.now", "A")
        with travel(FRIDAY + timedelta(minutes=1), tick=False):
            say(north, north.bea, "delivery.urgent", "U")
            run(north)
            assert [mail.to for mail in outbox.outbox] == [["bea@northwind.example"]]
            assert Due.objects.get(kind=MAIL_DUE).not_before == FRIDAY + timedelta(minutes=3)
            run(north)
            with inside(north.id):
                assert Notice.objects.get(member=north.cal.member).mail_tries == 1, "before its time it is not tried"
        full.clear()
        with travel(FRIDAY + timedelta(minutes=3), tick=False):
            run(north)
        assert [mail.to for mail in outbox.outbox[1:]] == [["cal@northwind.example"]]

    def test_a_mailbox_that_stays_full_is_given_up_and_the_notice_stands_in_the_app(
        self, north: Org, full: set[str]
    ) -> None:
        full.add("cal@northwind.example")
        with inside(north.id):
            Preference.objects.create(
                org_id=north.id, member=north.cal.member, kind="approval.now", in_app=False, mail=True
            )
        with travel(FRIDAY, tick=False):
            say(north, north.cal, "approval.now", "A")
        moments, moment = [], FRIDAY
        for _ in range(2 * mailing.TRIES):
            with travel(moment, tick=False):
                run(north)
            moments.append(moment)
            if not Due.objects.filter(kind=MAIL_DUE).exists():
                break
            moment = Due.objects.get(kind=MAIL_DUE).not_before
        assert len(moments) == mailing.TRIES
        assert timedelta(hours=12) < moments[-1] - FRIDAY < timedelta(days=1)
        with inside(north.id):
            notice = Notice.objects.get()
        assert (notice.mailed, notice.shown, notice.mail_tries) == ("refused", True, mailing.TRIES)

    def test_a_mail_of_several_gives_up_what_was_tried_often_and_waits_with_the_rest(self, north: Org) -> None:
        """The oldest of those that go on sets the pace; none waits less for being gathered with younger ones."""
        tried = {"A": mailing.TRIES - 1, "B": 4, "C": 0, "other": 2}
        with travel(FRIDAY, tick=False), inside(north.id):
            for title, tries in tried.items():
                say(north, north.cal, "approval.now", title)
                Notice.objects.filter(params__title=title).update(mail_tries=tries, shown=False, mailed_at=FRIDAY)
            rows = dict(Notice.objects.values_list("params__title", "pk"))
            ids = [rows[title] for title in "ABC"]
            assert mailing.put_off(ids) is True
            found = {one.params["title"]: one for one in Notice.objects.all()}
            told = {title: (one.mail_tries, one.mailed, one.shown) for title, one in found.items()}
            assert told == {
                "A": (mailing.TRIES, "refused", True), "B": (5, "", False), "C": (1, "", False),
                "other": (2, "", False),
            }  # fmt: skip
            waits = {title: (one.mailed_at is None, one.mail_after - FRIDAY) for title, one in found.items()}
            assert waits["B"] == waits["C"] == (True, timedelta(minutes=32))
            assert (waits["A"][0], waits["other"][0]) == (False, False), "neither given up nor another mail's waits"
            Notice.objects.filter(pk__in=ids).exclude(mailed="refused").update(mail_tries=mailing.TRIES - 1)
            assert mailing.put_off([rows["B"], rows["C"]]) is False
            assert set(Notice.objects.filter(pk__in=ids).values_list("mailed", flat=True)) == {"refused"}

    @pytest.mark.parametrize(
        "error", [SMTPSenderRefused(451, b"later", "coe"), SMTPDataError(421, b"closing"), ConnectionRefusedError()]
    )
    def test_a_server_that_takes_nothing_is_not_asked_for_each(
        self, north: Org, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        asked: list[list[str]] = []

        def fail(self: Any) -> None:
            asked.append(self.to)
            raise error

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
        for person in (north.cal, north.bea):
            say(north, person, "approval.now", "A")
        run(north)
        assert len(asked) == 1
        with inside(north.id):
            assert list(Notice.objects.values_list("mailed_at", "mail_tries")) == [(None, 0)] * 2

    def test_the_foot_of_a_digest_ends_digests_with_one_click(self, north: Org) -> None:
        address = reverse("digest_stop", args=[stop_token(north.cal.member)])
        client = Client(enforce_csrf_checks=True)
        assert "End the digest?" in client.get(address).content.decode()
        with inside(north.id):
            assert Timing.objects.count() == 0
        assert "No more digests" in client.post(address, {"List-Unsubscribe": "One-Click"}).content.decode()
        with inside(north.id):
            assert Timing.objects.get().every == "off"
        assert client.post(address[:-8] + "x/stop/").status_code == 404

    def test_the_page_shows_and_keeps_it_all(self, north: Org, browse: Any) -> None:
        client = browse(north.cal)
        path = north.url("notices/preferences/")
        assert "The next one comes on" in client.get(path).content.decode()
        chosen = {
            "every": "weekly", "hour": "9", "weekday": "4", "quiet_from": "20:00", "quiet_until": "07:30",
            "approval.now:app": "on", "approval.now:mail": "digest",
        }  # fmt: skip
        assert client.post(path, chosen).status_code == 302
        with inside(north.id):
            row = Timing.objects.get()
            assert (row.every, row.hour, row.weekday, row.quiet_until, row.urgent_passes) == (
                "weekly",
                9,
                4,
                time(7, 30),
                False,
            )
        assert client.post(path, chosen | {"quiet_until": ""}).status_code == 422
        assert client.post(path, chosen | {"hour": "24"}).status_code == 422
