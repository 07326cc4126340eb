"""Delivery and the real governance: what was approved goes out, and only that."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from coe.access.action import Doing
from coe.access.acts import Act
from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.outbox.tasks import drain
from coe.tenancy.context import inside
from coe.web.templatetags.coe import day_short
from governance import api as real
from governance.approvals.actions import decide
from governance.approvals.models import Request
from governance.crisis.actions import declare, lift
from governance.notes.actions import end_embargo, set_embargo
from publishing.content.models import PostImage, Version
from publishing.content.wire import wire
from publishing.delivery import checks, engine
from publishing.delivery.models import Delivery
from publishing.library import files
from publishing.library.models import Asset
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage


@pytest.fixture
def approved(stage: Stage, net: Network, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """A post that Bea approved, and whose slot has come."""
    monkeypatch.setattr(checks, "governance", real)
    slot = timezone.now() + timedelta(seconds=40)
    return approve(stage, stage.version(stage.channel(), slot=slot), slot)


def approve(stage: Stage, version: Version, slot: datetime) -> Delivery:
    channel = version.channel
    with inside(stage.org.id):
        sent = wire(version.pk)
        do = Doing(stage.org.cal.actor, Act.POST_SUBMIT)
        real.open_request(
            do,
            subject_type="publishing.post",
            subject_id=version.post_id,
            label="Hello",
            brand=sent.post.brand,
            channel_ids=[channel.pk],
            items=[(version.pk, sent.digest)],
            slot=slot,
            authors={stage.org.cal.member.pk},
        )
        request = Request.objects.get()
    decide(stage.org.bea.actor, request_id=request.pk, kind="approve", digest=request.digest, step=1)
    drain(org_id=str(stage.org.id))
    with inside(stage.org.id):
        delivery = Delivery.objects.get(version=version)
        assert delivery.state == "waiting"
        now = timezone.now()
        Delivery.objects.update(not_before=now - timedelta(seconds=1))
    return delivery


def go(delivery: Delivery) -> None:
    engine.send_next(delivery.org_id, delivery.channel_id)


def test_what_was_approved_goes_out(stage: Stage, net: Network, approved: Delivery) -> None:
    go(approved)
    assert stage.states(approved) == ("sent", "published")
    assert net.posts == {str(approved.idempotency_key): 1}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE publishing_post SET text = text || ' '",
        "UPDATE publishing_post SET slot = slot + interval '2 days'",
        "UPDATE publishing_post SET language = 'de'",
        "UPDATE publishing_version SET own_text = 'Hullo'",
        "UPDATE publishing_delivery SET digest = repeat('0', 64)",
    ],
)
def test_one_character_changed_by_sql_is_never_sent(
    stage: Stage, net: Network, approved: Delivery, change: str
) -> None:
    with inside(stage.org.id), connection.cursor() as cursor:
        cursor.execute(change)
        assert cursor.rowcount >= 1
    go(approved)
    assert stage.now(approved).state == "refused"
    assert net.calls == []


def test_a_digest_nobody_approved_does_not_pass_with_changed_content(
    stage: Stage, net: Network, approved: Delivery
) -> None:
    """Both changed to match each other: the approval is for neither."""
    with inside(stage.org.id), connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_version SET own_text = 'Something else'")
        digest = wire(Version.objects.get().pk).digest
        cursor.execute("UPDATE publishing_delivery SET digest = %s", [digest])
    go(approved)
    assert (stage.now(approved).state, stage.now(approved).code) == ("refused", "not_approved")
    assert net.calls == []


def test_a_freeze_stops_it_and_lifting_starts_nothing(stage: Stage, net: Network, approved: Delivery) -> None:
    freeze = declare(stage.org.cleo.actor, reason="Storm", channel_id=approved.channel_id)
    go(approved)
    assert stage.states(approved) == ("held", "held")
    lift(stage.org.cleo.actor, freeze_id=freeze.pk, reason="Over")
    drain(org_id=str(stage.org.id))
    go(approved)
    assert stage.states(approved) == ("held", "held")
    assert net.calls == []
    with inside(stage.org.id):
        told = Notice.objects.filter(kind="delivery.review").values_list("member__name", "params__count")
        assert dict(told) == {"Cleo Lead": 1, "Bea Brand": 1, "Hal Harbour": 1, "Pia Publisher": 1}


def test_an_embargo_set_after_approval_holds_it_and_the_story_says_so(
    stage: Stage, net: Network, approved: Delivery, browse: Any
) -> None:
    """Nobody changed the post, and its approval stands; the day is closed all the same."""
    with inside(stage.org.id):
        post = approved.version.post
        day = approved.slot.astimezone(ZoneInfo(post.zone)).date()
    note = set_embargo(stage.org.cleo.actor, title="Half-year figures", first=day, last=day, brand_id=post.brand_id)
    go(approved)
    assert stage.states(approved) == ("held", "held")
    held = stage.now(approved)
    assert (held.code, held.detail) == ("embargo", "Half-year figures")
    assert net.calls == []
    org = stage.org
    with inside(org.id):
        told = Notice.objects.filter(kind="delivery.embargoed").values_list("member__name", flat=True)
        assert sorted(told) == ["Bea Brand", "Cal Creator", "Cleo Lead", "Hal Harbour", "Pia Publisher"]
        entry = Entry.objects.filter(subject_id=str(approved.pk), detail="held").get()
        assert entry.after == {"state": "held", "code": "embargo"}
    bea = browse(org.bea)
    for page in (f"posts/{post.pk}/", f"deliveries/{approved.pk}/", "deliveries/held/"):
        said = bea.get(org.url(page)).content.decode()
        assert "An embargo covers its day." in said, page
        assert "Half-year figures" in said, page
        assert "A freeze holds it back" not in said, page
    end_embargo(org.cleo.actor, note_id=note.pk)
    drain(org_id=str(org.id))
    go(approved)
    assert stage.states(approved) == ("held", "held")
    assert net.calls == []
    with inside(org.id):
        asked = Notice.objects.filter(kind="delivery.embargo_over").values_list("member__name", "params__count")
        assert dict(asked) == {"Cleo Lead": 1, "Bea Brand": 1, "Hal Harbour": 1, "Pia Publisher": 1}


def test_a_picture_whose_rights_ended_after_approval_holds_it(
    stage: Stage, net: Network, monkeypatch: pytest.MonkeyPatch, browse: Any, settings: Any, tmp_path: Path
) -> None:
    """It was approved while the rights stood; what counts is whether it may be shown on the day it goes out."""
    monkeypatch.setattr(checks, "governance", real)
    settings.MEDIA_ROOT = str(tmp_path)
    org, slot = stage.org, timezone.now() + timedelta(seconds=40)
    version = stage.version(stage.channel(), slot=slot)
    today = slot.astimezone(ZoneInfo(version.post.zone)).date()
    with inside(org.id):
        content = files.keep(org.id, b"not read", "image/jpeg")
        asset = Asset.objects.create(
            org_id=org.id, sha256=content, mime="image/jpeg", size=8, width=80, height=60, name="Lake at dawn",
            rights_until=today,
        )  # fmt: skip
        PostImage.objects.create(org_id=org.id, post=version.post, asset=asset, position=1, alt="A lake")
    delivery = approve(stage, version, slot)
    with inside(org.id):
        Asset.objects.update(rights_until=today - timedelta(days=1))
    go(delivery)
    assert stage.states(delivery) == ("held", "held")
    assert stage.now(delivery).code == "rights_ended"
    assert net.calls == []
    with inside(org.id):
        told = Notice.objects.filter(kind="delivery.rights_ended").values_list("member__name", flat=True)
        assert sorted(told) == ["Bea Brand", "Cal Creator", "Cleo Lead", "Hal Harbour", "Pia Publisher"]
        assert not Notice.objects.filter(kind="delivery.held").exists()
    for page in (f"posts/{version.post_id}/", f"deliveries/{delivery.pk}/", "deliveries/held/"):
        said = browse(org.bea).get(org.url(page)).content.decode()
        assert "The rights to a picture have ended." in said, page
        assert f"Lake at dawn, until {day_short(today - timedelta(days=1))}" in said, page
    # On its last day it may still be shown.
    with inside(org.id):
        Asset.objects.update(rights_until=today)
        Delivery.objects.update(state="waiting", code="")
        Version.objects.update(state="scheduled")
    go(delivery)
    assert stage.states(delivery)[0] != "held"


def test_an_embargo_of_another_brand_or_market_holds_nothing(stage: Stage, net: Network, approved: Delivery) -> None:
    with inside(stage.org.id):
        day = approved.slot.astimezone(ZoneInfo(approved.version.post.zone)).date()
        other = stage.org.brands["valley"].pk
    set_embargo(stage.org.cleo.actor, title="Elsewhere", first=day, last=day, brand_id=other)
    set_embargo(stage.org.cleo.actor, title="Later", first=day + timedelta(days=1), last=day + timedelta(days=3))
    go(approved)
    assert stage.states(approved) == ("sent", "published")
