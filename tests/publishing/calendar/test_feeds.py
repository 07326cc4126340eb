"""Posts in the calendar program people already have: a secret address with its member's rights, read each time."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from coe.access.models import Grant
from coe.access.rights import RIGHT_MODELS
from coe.audit.models import Entry
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from coe.web.redaction import redact
from publishing.calendar.models import CalendarFeed
from publishing.content import actions
from publishing.content.models import Post
from tests.publishing.content.conftest import Stage, approve, media, post, send, stage, typed

__all__ = ["media", "post", "send", "stage", "typed"]


def read(raw: bytes) -> list[dict[str, str]]:
    """RFC 5545 read by hand, so that the writer does not judge itself: {name: value} of each VEVENT."""
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    unfolded = raw.decode().replace("\r\n ", "").split("\r\n")
    assert unfolded[0] == "BEGIN:VCALENDAR" and "VERSION:2.0" in unfolded and not any("\n" in one for one in unfolded)
    events: list[dict[str, str]] = []
    for line in unfolded:
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and ":" in line:
            name, _colon, value = line.partition(":")
            events[-1][name.split(";")[0]] = re.sub(r"\\([,;\\])", r"\1", value).replace("\\n", "\n")
    return events


@pytest.fixture
def subscribe(stage: Stage, browse: Any) -> Any:
    def go(who: str = "cal", **data: Any) -> str:
        answer = browse(getattr(stage.north, who)).post(stage.north.url("calendar/feeds/"), {"name": "Mine", **data})
        assert answer.status_code == 200, answer.content.decode()[:2000]
        assert answer["Cache-Control"] == "no-store"
        path: str = re.search(r"(/cal/northwind/[\w-]+\.ics)", answer.content.decode())[1]  # type: ignore[index]
        return path

    return go


def events(client: Any, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return read(answer.content)


def test_a_feed_tells_every_post_with_a_stable_name_and_its_state(
    stage: Stage, post: Any, send: Any, typed: Any, subscribe: Any, client: Any
) -> None:
    made = post(title="春节，限时; 优惠 " + "长" * 40, text="x")
    (one,) = events(client, subscribe())
    with inside(stage.north.id):
        row = Post.objects.get(pk=made.pk)
    assert one["UID"] == f"post-{made.pk}@localhost"
    assert one["DTSTART"] == row.slot.strftime("%Y%m%dT%H%M%SZ")
    assert (one["STATUS"], one["SEQUENCE"]) == ("TENTATIVE", "1")
    assert one["SUMMARY"] == f"Harbour: {row.title} (Draft)"
    assert one["URL"].endswith(stage.north.url(f"posts/{made.pk}/"))
    assert "Bluesky" in one["DESCRIPTION"] and one["URL"] in one["DESCRIPTION"]
    assert one["DTSTAMP"].endswith("Z")


def test_approved_is_confirmed_and_withdrawn_is_cancelled(
    stage: Stage, post: Any, send: Any, typed: Any, subscribe: Any, client: Any
) -> None:
    made, path = post(), subscribe()
    send(made, typed())
    assert [one["STATUS"] for one in events(client, path)] == ["TENTATIVE"]
    approve(stage, made)
    (one,) = events(client, path)
    assert (one["STATUS"], one["SUMMARY"].endswith("(Scheduled)")) == ("CONFIRMED", True)
    actions.withdraw(stage.north.cal.actor, post_id=made.pk)
    (gone,) = events(client, path)
    assert (gone["STATUS"], gone["UID"]) == ("CANCELLED", one["UID"])


def test_the_same_posts_are_not_sent_twice(stage: Stage, post: Any, subscribe: Any, client: Any) -> None:
    made, path = post(), subscribe()
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    actions.withdraw(stage.north.cal.actor, post_id=made.pk)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_filters_are_kept(stage: Stage, post: Any, subscribe: Any, client: Any) -> None:
    with inside(stage.north.id):
        Post.objects.create(
            org=stage.north.organisation, brand=stage.north.brands["valley"], zone="UTC", title="Valley",
            author=stage.north.vic.member, slot=timezone.now() + timedelta(days=2),
        )  # fmt: skip
    post(title="Blue")
    post(title="Masto", channels=[stage.mastodon])
    told = lambda path: sorted(one["SUMMARY"].split(" (")[0] for one in events(client, path))  # noqa: E731
    assert told(subscribe("cleo")) == ["Harbour: Blue", "Harbour: Masto", "Valley: Valley"]
    assert told(subscribe("cleo", brand=str(stage.north.brands["valley"].pk))) == ["Valley: Valley"]
    assert told(subscribe("cleo", channel=str(stage.mastodon.pk))) == ["Harbour: Masto"]
    wrong = {"name": "x", "brand": str(stage.north.brands["valley"].pk), "channel": str(stage.mastodon.pk)}
    with inside(stage.north.id):
        before = CalendarFeed.objects.count()
    from django.test import Client

    bea = Client()
    bea.force_login(stage.north.cleo.user)
    assert bea.post(stage.north.url("calendar/feeds/"), wrong).status_code == 422
    with inside(stage.north.id):
        assert CalendarFeed.objects.count() == before


def test_the_window_is_thirty_days_back_and_half_a_year_ahead(stage: Stage, subscribe: Any, client: Any) -> None:
    now = timezone.now()
    with inside(stage.north.id):
        for days in (-31, -29, 0, 179, 181):
            Post.objects.create(
                org=stage.north.organisation, brand=stage.north.brands["harbour"], zone="UTC", title=str(days),
                author=stage.north.cal.member, slot=now + timedelta(days=days),
            )  # fmt: skip
    assert [one["SUMMARY"].split()[1] for one in events(client, subscribe())] == ["-29", "0", "179"]


def test_rights_are_read_at_every_fetch(stage: Stage, post: Any, subscribe: Any, client: Any) -> None:
    post()
    path = subscribe()
    assert len(events(client, path)) == 1
    with inside(stage.north.id):
        for model in RIGHT_MODELS.values():
            model._default_manager.filter(grant__member=stage.north.cal.member).delete()
        Grant.objects.filter(member=stage.north.cal.member).update(ended_at=timezone.now())
    assert events(client, path) == []
    with inside(stage.north.id):
        Member.objects.filter(pk=stage.north.cal.member.pk).update(left_at=timezone.now())
    assert client.get(path).status_code == 404


def test_the_address_is_kept_as_a_hash_renewed_and_revoked(
    stage: Stage, subscribe: Any, browse: Any, client: Any
) -> None:
    path = subscribe()
    token = path.rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) == 43
    with inside(stage.north.id):
        feed = CalendarFeed.objects.get()
        assert token not in str(CalendarFeed.objects.values().get())
        assert token not in str(list(Entry.objects.values()))
    page = browse(stage.north.cal).get(stage.north.url("calendar/feeds/")).content.decode()
    assert token not in page and "Mine" in page
    other = browse(stage.north.bea)
    for act in ("renew", "revoke"):
        assert other.post(stage.north.url(f"calendar/feeds/{feed.pk}/{act}/")).status_code == 404
    answer = browse(stage.north.cal).post(stage.north.url(f"calendar/feeds/{feed.pk}/renew/"))
    fresh = re.search(r"(/cal/northwind/[\w-]+\.ics)", answer.content.decode())[1]  # type: ignore[index]
    assert fresh != path
    assert (client.get(path).status_code, client.get(fresh).status_code) == (404, 200)
    browse(stage.north.cal).post(stage.north.url(f"calendar/feeds/{feed.pk}/revoke/"))
    assert client.get(fresh).status_code == 404
    assert redact(f"GET {path} 200") == "GET /cal/northwind/[redacted].ics 200" or token not in redact(
        f"GET {path} 200"
    )
    with inside(stage.north.id):
        assert list(Entry.objects.filter(act="self.account").order_by("seq").values_list("detail", flat=True)) == [
            "feed-made", "feed-renewed", "feed-revoked",
        ]  # fmt: skip


def test_another_organisations_address_does_not_lead_here(stage: Stage, post: Any, subscribe: Any, client: Any) -> None:
    post()
    path = subscribe()
    assert client.get(path.replace("northwind", "southgate")).status_code == 404
    assert client.get(path.replace("northwind", "nowhere")).status_code == 404
    assert client.post(path).status_code in (403, 405)


def test_one_post_as_a_file(stage: Stage, post: Any, browse: Any) -> None:
    made = post(title="Regatta")
    answer = browse(stage.north.bea).get(stage.north.url(f"posts/{made.pk}/post.ics"))
    (one,) = read(answer.content)
    assert one["SUMMARY"] == "Harbour: Regatta (Draft)"
    assert browse(stage.north.vic).get(stage.north.url(f"posts/{made.pk}/post.ics")).status_code == 404
    without = post(title="No time", at=None)
    assert browse(stage.north.bea).get(stage.north.url(f"posts/{without.pk}/post.ics")).status_code == 404
