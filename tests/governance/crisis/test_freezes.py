"""Stopping publishing by organisation, brand and channel, and lifting it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from coe.access.api import Denied
from coe.audit.models import Entry
from coe.notices.kinds import sentence
from coe.notices.models import Notice
from coe.outbox.models import Event
from coe.tenancy.context import inside
from governance import api
from governance.approvals import subjects
from governance.crisis import actions, tasks
from governance.crisis.models import Freeze
from tests.factories.cast import Org

CHANNEL = uuid4()


@pytest.fixture(autouse=True)
def channels(north: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> list[tuple[UUID, str, UUID]]:
        return [(CHANNEL, "@harbour on Bluesky", north.brands["harbour"].pk)]

    monkeypatch.setattr(subjects, "_CHANNELS", [rows])


def declare(browse: Any, north: Org, who: str, where: str, reason: str = "A fire at the hotel") -> Any:
    return browse(north.people[who]).post(north.url("governance/freezes/new/"), {"where": where, "reason": reason})


def stopped(north: Org, brand: str, channel: UUID | None = None) -> bool:
    with inside(north.id):
        return api.freeze_for(brand_id=north.brands[brand].pk, channel_id=channel) is not None


def test_a_brand_a_channel_or_everything_stops(browse: Any, north: Org) -> None:
    harbour = f"brand:{north.brands['harbour'].pk}"
    assert declare(browse, north, "bea", harbour).status_code == 302
    assert (stopped(north, "harbour"), stopped(north, "harbour", CHANNEL), stopped(north, "valley")) == (
        True,
        True,
        False,
    )
    with inside(north.id):
        actions.lift(north.cleo.actor, freeze_id=Freeze.objects.get().pk, reason="Out")
    declare(browse, north, "bea", f"channel:{CHANNEL}")
    assert (stopped(north, "harbour", CHANNEL), stopped(north, "harbour", uuid4())) == (True, False)
    assert not stopped(north, "harbour")
    declare(browse, north, "cleo", "org")
    assert (stopped(north, "valley"), stopped(north, "valley", uuid4())) == (True, True)
    with inside(north.id):
        assert len(api.freezes_on()) == 2
        freeze = api.freeze_for(brand_id=north.brands["harbour"].pk, channel_id=CHANNEL)
        assert freeze is not None
        assert freeze.brand_id is None


def test_everybody_reads_why_on_every_page(browse: Any, north: Org) -> None:
    declare(browse, north, "cleo", "org")
    html = browse(north.cal).get(north.url("approvals/")).content.decode()
    assert "Publishing is stopped: the whole organisation." in html
    assert "A fire at the hotel" in html


def test_the_band_names_the_one_brand_that_is_stopped(browse: Any, north: Org) -> None:
    brand = north.brands["harbour"]
    declare(browse, north, "cleo", f"brand:{brand.pk}")
    assert f"Publishing to {brand.name} is stopped." in browse(north.cal).get(north.url("approvals/")).content.decode()


def test_a_brand_that_is_none_of_ones_business_stays_unknown(browse: Any, north: Org) -> None:
    declare(browse, north, "vic", f"brand:{north.brands['valley'].pk}")
    for path in ("approvals/", "governance/freezes/"):
        assert "A fire" not in browse(north.pat).get(north.url(path)).content.decode()
        assert "A fire" in browse(north.lee).get(north.url(path)).content.decode()


@pytest.mark.parametrize(
    ("who", "where"), [("bea", "org"), ("vic", "harbour"), ("cal", "harbour"), ("pia", "org"), ("eve", "org")]
)
def test_nobody_stops_more_than_they_may(browse: Any, north: Org, who: str, where: str) -> None:
    brand = north.brands.get(where)
    answer = declare(browse, north, who, f"brand:{brand.pk}" if brand else "org")
    assert answer.status_code in {403, 422}
    with pytest.raises(Denied):
        actions.declare(north.people[who].actor, reason="x", brand_id=brand.pk if brand else None)
    with inside(north.id):
        assert (Freeze.objects.count(), Event.objects.count()) == (0, 0)


def test_whoever_stops_everything_does_not_lift_it(browse: Any, north: Org) -> None:
    from tests.factories.cast import add_person

    add_person(north, "Cora Lead", "cora", "coe-lead", "org")
    declare(browse, north, "cleo", "org")
    with inside(north.id):
        freeze = Freeze.objects.get()
    url = north.url(f"governance/freezes/{freeze.pk}/lift/")
    assert browse(north.cleo).post(url, {"reason": "Fine"}).status_code == 403
    assert browse(north.bea).post(url, {"reason": "Fine"}).status_code == 403
    assert stopped(north, "harbour")
    assert browse(north.cora).post(url, {"reason": ""}).status_code == 422
    assert browse(north.cora).post(url, {"reason": "Fine again"}).status_code == 302
    assert not stopped(north, "harbour")
    assert browse(north.cora).post(url, {"reason": "Fine again"}).status_code == 409
    with inside(north.id):
        row = Freeze.objects.get()
        assert (row.state, row.lift_reason, row.lifted_by.name) == ("lifted", "Fine again", "Cora Lead")
        assert list(Event.objects.order_by("created_at").values_list("topic", flat=True)) == [
            "freeze.declared",
            "freeze.lifted",
        ]
        assert list(Entry.objects.order_by("seq").values_list("act", "detail")) == [
            ("freeze.declare", "declared"),
            ("freeze.lift", "lifted"),
        ]
    assert "Fine again" in browse(north.aud).get(north.url("governance/freezes/")).content.decode()


def test_the_same_place_is_stopped_once(browse: Any, north: Org) -> None:
    declare(browse, north, "cleo", "org")
    answer = declare(browse, north, "cleo", "org", "Another reason")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Publishing is stopped there already." in html
    assert "Another reason" in html


@pytest.mark.parametrize(
    ("where", "reason", "said"),
    [
        ("", "Why", "Choose “What stops”."),
        ("org", " ", "Fill in “Why”."),
        ("org", "x" * 301, "At most 300 characters"),
        ("channel:9d1f0c0e-0f5e-4a52-9a53-6d0e2b3c4d5e", "Why", "Select a valid choice"),
        ("brand:nonsense", "Why", "Select a valid choice"),
        ("org", "\u202eevil", "reverses the reading direction"),
    ],
)
def test_bad_input_is_said_at_its_field(browse: Any, north: Org, where: str, reason: str, said: str) -> None:
    answer = declare(browse, north, "cleo", where, reason)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with inside(north.id):
        assert Freeze.objects.count() == 0


def test_another_organisations_freeze_does_not_exist(browse: Any, north: Org, south: Org) -> None:
    declare(browse, north, "cleo", "org")
    with inside(north.id):
        freeze = Freeze.objects.get()
    with inside(south.id):
        assert list(api.freezes_on()) == []
        assert api.freeze_for(brand_id=south.brands["bakery"].pk, channel_id=None) is None
    assert browse(south.sue).get(north.url(f"governance/freezes/{freeze.pk}/lift/")).status_code == 404
    assert "A fire" not in browse(south.sue).get(south.url("governance/freezes/")).content.decode()


def planned(browse: Any, north: Org, **ahead: float) -> Freeze:
    local = timezone.now().astimezone(ZoneInfo("Europe/Zurich")) + timedelta(**ahead)
    data = {"where": f"brand:{north.brands['harbour'].pk}", "reason": "A storm", "until_1": "Europe/Zurich"}
    data["until_0"] = local.strftime("%Y-%m-%dT%H:%M")
    assert browse(north.bea).post(north.url("governance/freezes/new/"), data).status_code == 302
    with inside(north.id):
        return Freeze.objects.get()


def test_a_planned_end_reminds_once_and_lifts_nothing(browse: Any, north: Org) -> None:
    freeze = planned(browse, north, hours=3)
    assert freeze.until is not None
    page = browse(north.cal).get(north.url("calendar/")).content.decode()
    assert "Planned to end" in page
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        tasks.sweep()
    with inside(north.id):
        assert Notice.objects.filter(kind="freeze.planned_end").count() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=4), tick=False):
        for _ in range(2):
            tasks.remind(org_id=str(north.id), freeze_id=str(freeze.pk))
        assert stopped(north, "harbour")
        assert "it stays on until somebody lifts it" in browse(north.cal).get(north.url("calendar/")).content.decode()
    with inside(north.id):
        rows = Notice.objects.filter(kind="freeze.planned_end")
        assert list(rows.values_list("member__name", flat=True)) == ["Bea Brand"]
        assert Freeze.objects.get().state == "on"
        assert list(Event.objects.values_list("topic", flat=True)) == ["freeze.declared"]


def test_the_sweep_finds_what_has_come(browse: Any, north: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze = planned(browse, north, hours=1)
    asked: list[str] = []
    monkeypatch.setattr(tasks.remind, "delay", lambda **ids: asked.append(ids["freeze_id"]))
    tasks.sweep()
    assert asked == []
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        tasks.sweep()
    assert asked == [str(freeze.pk)]


def test_a_lifted_one_reminds_nobody(browse: Any, north: Org) -> None:
    freeze = planned(browse, north, hours=1)
    actions.lift(north.cleo.actor, freeze_id=freeze.pk, reason="Over")
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        tasks.remind(org_id=str(north.id), freeze_id=str(freeze.pk))
    with inside(north.id):
        assert Notice.objects.filter(kind="freeze.planned_end").count() == 0


def test_an_end_in_the_past_is_refused(browse: Any, north: Org) -> None:
    data = {"where": "org", "reason": "x", "until_0": "2020-01-01T10:00", "until_1": "Europe/Zurich"}
    answer = browse(north.cleo).post(north.url("governance/freezes/new/"), data)
    assert answer.status_code == 422
    assert "This time has passed" in answer.content.decode()
    with inside(north.id):
        assert Freeze.objects.count() == 0


def test_where_it_is_is_said_in_the_language_of_whoever_reads(
    browse: Any, north: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Declared by somebody who reads Chinese; told, shown and recorded for everybody."""
    row = subjects.ChannelRow(CHANNEL, "港口", north.brands["harbour"].pk, "wechat")
    monkeypatch.setattr(subjects, "_CHANNELS", [lambda: [row]])
    with translation.override("zh-hans"):
        actions.declare(north.lee.actor, reason="火警", channel_id=CHANNEL)
        actions.declare(north.lee.actor, reason="火警")
    with inside(north.id):
        sent = Notice.objects.filter(kind="freeze.declared", member=north.cleo.member).order_by("created_at")
        told = [sentence("freeze.declared", notice.params) for notice in sent]
        labels = list(
            Entry.objects.filter(act="freeze.declare").order_by("seq").values_list("subject_label", flat=True)
        )
    assert told == [
        "Lee Legal stopped publishing (港口 (WeChat)): 火警",
        "Lee Legal stopped publishing (the whole organisation): 火警",
    ]
    assert labels == ["港口", "Northwind Stays"]
    page = browse(north.cleo).get(north.url("governance/freezes/")).content.decode()
    assert "港口 (WeChat)" in page
    with translation.override("zh-hans"):
        assert "港口（微信）" in sentence("freeze.declared", {**sent[0].params})
    # As it was kept before.
    old = {"by": "Ida Admin", "where": "整个组织", "reason": "火警"}
    assert sentence("freeze.declared", old) == "Ida Admin stopped publishing (整个组织): 火警"
