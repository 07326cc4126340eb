"""Telling members, reading, preferring, mailing."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy, ngettext_lazy

from coe.accounts.models import User
from coe.audit.models import Entry
from coe.notices import kinds, tasks
from coe.notices.api import MAIL_DUE, tell
from coe.notices.models import Notice, Preference
from coe.outbox.models import Due
from coe.tenancy.context import inside
from tests.factories.cast import Cast, Org, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})
    kinds.register(
        "test.waits",
        label=gettext_lazy("Approvals"),
        text=ngettext_lazy("%(count)d post waits for %(who)s.", "%(count)d posts wait for %(who)s.", "count"),
    )
    kinds.register("test.mailed", label="Mailed", text="“%(title)s” was sent.", mail=True)
    kinds.register(
        "test.words",
        label="Words",
        text="Settings: %(word)s",
        words=lambda params: {"word": "«" + params["code"] + "»"},
    )


def say(org: Org, *people: Person, kind: str = "test.waits", **params: Any) -> int:
    with inside(org.id):
        return tell(
            org.id, [person.member for person in people], kind, subject_type="test.thing", subject_id=uuid4(),
            url_name="settings", **(params or {"count": 2, "who": "you"}),
        )  # fmt: skip


def test_a_notice_is_seen_counted_and_leads_on(north: Org, browse: Any) -> None:
    assert say(north, north.cal, north.bea) == 2
    client = browse(north.cal)
    page = client.get(north.url("notices/")).content.decode()
    assert "2 posts wait for you." in page
    assert "Notices: 1 unread" in page
    with inside(north.id):
        notice = Notice.objects.get(member=north.cal.member)
    answer = client.get(north.url(f"notices/{notice.pk}/"))
    assert answer["Location"] == north.url("settings/")
    assert "Notices: 1 unread" not in client.get(north.url("notices/")).content.decode()
    assert "Notices: 1 unread" in browse(north.bea).get(north.url("notices/")).content.decode()


def test_the_words_are_the_readers(north: Org, browse: Any) -> None:
    say(north, north.cal, count=1, who="<b>you</b>")
    say(north, north.cal, kind="test.words", code="x")
    User.objects.filter(pk=north.cal.user.pk).update(language="zh-hans")
    page = browse(north.cal).get(north.url("notices/")).content.decode()
    assert "&lt;b&gt;you&lt;/b&gt;" in page
    assert "«x»" in page


def test_nobody_reads_or_marks_somebody_elses_notice(cast: Cast, browse: Any) -> None:
    say(cast.north, cast.north.cal)
    with inside(cast.north.id):
        notice = Notice.objects.get()
    for client, org in ((browse(cast.north.bea), cast.north), (browse(cast.south.sam), cast.south)):
        assert client.get(org.url(f"notices/{notice.pk}/")).status_code == 404
        assert client.post(org.url(f"notices/{notice.pk}/read/")).status_code == 404
        client.post(org.url("notices/read/"))
    with inside(cast.north.id):
        notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_as_read_and_the_page_says_why_it_is_empty(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    assert "No notices yet" in client.get(north.url("notices/")).content.decode()
    for _ in range(3):
        say(north, north.cal)
    assert client.post(north.url("notices/read/"), follow=True).content.decode().count("3 notices marked as read.") == 1
    assert "You have read everything" in client.get(north.url("notices/?show=unread")).content.decode()
    with inside(north.id):
        assert Notice.objects.filter(read_at__isnull=True).count() == 0
        assert Entry.objects.count() == 0


def test_queries_do_not_grow_with_notices(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    say(north, north.cal)
    client.get(north.url("notices/"))
    with CaptureQueriesContext(connection) as few:
        client.get(north.url("notices/"))
    for _ in range(59):
        say(north, north.cal)
    with CaptureQueriesContext(connection) as many:
        page = client.get(north.url("notices/"))
    assert len(many) == len(few)
    assert page.content.decode().count('class="row-link"') == 40
    assert client.get(north.url("notices/?page=2")).content.decode().count('class="row-link"') == 20
    assert client.get(north.url("notices/?page=%00<x>")).status_code in {200, 400}


def test_preferences_hold(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    timing = {"every": "weekdays", "hour": "8", "weekday": "0", "urgent_passes": "on"}
    chosen = {"test.waits:mail": "now", "test.words:app": "on", "test.words:mail": "digest", "unknown:app": "on"}
    client.post(north.url("notices/preferences/"), chosen | timing)
    with inside(north.id):
        assert sorted(Preference.objects.values_list("kind", "in_app", "mail", "digest")) == [
            ("test.mailed", False, False, False),
            ("test.waits", False, True, False),
            ("test.words", True, True, True),
        ]
        entry = Entry.objects.first()
    assert (entry.act, entry.detail) == ("self.account", "notices")
    assert say(north, north.cal, kind="test.mailed", title="A") == 0
    assert say(north, north.cal) == 1
    assert "posts wait" not in client.get(north.url("notices/")).content.decode()
    tasks.mail(org_id=str(north.id))
    assert [sent.to for sent in outbox.outbox] == [["cal@northwind.example"]]


def test_a_mail_goes_out_once_in_the_readers_language(north: Org) -> None:
    User.objects.filter(pk=north.cal.user.pk).update(language="zh-hans")
    say(north, north.cal, kind="test.mailed", title="A\r\nBcc: x@y.example & <b>")
    assert Due.objects.filter(kind=MAIL_DUE, org_id=north.id).count() == 1
    tasks.mail(org_id=str(north.id))
    tasks.mail(org_id=str(north.id))
    [sent] = outbox.outbox
    assert sent.subject == "“A Bcc: x@y.example & <b>” was sent."
    assert sent.to == ["cal@northwind.example"]
    assert "/o/northwind/settings/" in sent.body
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert 'lang="zh-Hans"' in html
    assert "&amp; &lt;b&gt;" in html
    assert north.url("notices/preferences/") in html
    assert Due.objects.filter(kind=MAIL_DUE).count() == 0


def test_a_refusing_mail_server_is_tried_again(north: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    say(north, north.cal, kind="test.mailed", title="A")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", _refuse)
        tasks.mail(org_id=str(north.id))
    assert outbox.outbox == []
    assert Due.objects.filter(kind=MAIL_DUE).count() == 1
    tasks.mail(org_id=str(north.id))
    assert len(outbox.outbox) == 1


def _refuse(self: Any) -> None:
    raise ConnectionRefusedError


def test_who_left_is_not_told_and_a_missing_word_is_found_at_once(north: Org) -> None:
    from django.utils import timezone

    from coe.tenancy.models import Member

    with inside(north.id):
        Member.objects.filter(pk=north.cal.member.pk).update(left_at=timezone.now())
    assert say(north, north.cal) == 0
    with pytest.raises(KeyError):
        say(north, north.bea, count=1)
    with pytest.raises(kinds.UnknownKind):
        say(north, north.bea, kind="test.unknown")


def test_a_rolled_back_change_tells_nobody(north: Org) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        say(north, north.cal)
        raise ZeroDivisionError
    with inside(north.id):
        assert Notice.objects.count() == 0


def test_an_old_notice_stays_readable_when_its_kind_changed(north: Org, browse: Any) -> None:
    say(north, north.cal)
    kinds.register("test.waits", label="Approvals", text="%(other)s")
    assert "Approvals" in browse(north.cal).get(north.url("notices/")).content.decode()
    kinds._KINDS.clear()
    assert browse(north.cal).get(north.url("notices/")).status_code == 200


def test_what_was_read_half_a_year_ago_is_forgotten(north: Org) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from coe.notices.tasks import forget_read

    now = timezone.now()
    with inside(north.id):
        for days in (None, 10, 181):
            Notice.objects.create(
                org=north.organisation, member=north.cal.member, kind="x", subject_type="t", subject_id=str(days),
                url="/x/", read_at=now - timedelta(days=days) if days else None,
            )  # fmt: skip
    forget_read(org_id=str(north.id))
    with inside(north.id):
        assert sorted(Notice.objects.values_list("subject_id", flat=True)) == ["10", "None"]


def test_some_are_marked_and_the_others_stay(north: Org, browse: Any) -> None:
    for _number in range(2):
        say(north, north.cleo)
    with inside(north.id):
        one, two = Notice.objects.filter(member=north.cleo.member)
    client = browse(north.cleo)
    page = client.post(north.url("notices/read/"), {"some": "1"}, follow=True).content.decode()
    assert "Pick at least one notice." in page
    client.post(north.url("notices/read/"), {"some": "1", "pick": [str(one.pk), "x"]})
    with inside(north.id):
        assert set(Notice.objects.filter(read_at__isnull=True).values_list("pk", flat=True)) == {two.pk}
    assert 'class="bell-count" aria-hidden="true">1<' in client.get(north.url("notices/")).content.decode()
