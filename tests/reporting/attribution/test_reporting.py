"""Shops report conversions with signed messages."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coe.audit.models import Entry
from coe.tenancy.context import inside
from reporting.attribution import actions
from reporting.attribution.models import Conversion, ConversionKey
from tests.factories.cast import add_person
from tests.reporting.conftest import Shop, Stage


def kept(stage: Stage) -> list[Conversion]:
    with inside(stage.north.id):
        return list(Conversion.objects.order_by("external_id"))


def fields(answer: Any) -> set[str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert all(error["fix"] for error in body["errors"])
    return {error["field"] for error in body["errors"]}


def test_an_order_is_kept_and_joined_to_its_click(stage: Stage, shop: Shop) -> None:
    _post, _version, link = stage.post()
    click = stage.click(link)
    answer = shop.report(stage.order(value="129.90", click=click))
    assert answer.status_code == 201
    assert {key: answer.json()[key] for key in ("new", "matched", "why")} == {"new": True, "matched": True, "why": ""}
    [row] = kept(stage)
    assert (str(row.click_id), row.link_id, row.brand_id) == (click, link.pk, stage.north.brands["harbour"].pk)
    assert (row.source, row.value, row.currency) == ("shop", Decimal("129.90"), "EUR")
    with inside(stage.north.id):
        entry = Entry.objects.get(act="public.convert")
        assert ConversionKey.objects.get().used_at is not None
    assert (entry.actor_kind, entry.actor_label, entry.after["value"]) == ("public", "Shop", "129.90")


def test_the_signature_is_what_standard_webhooks_says(stage: Stage, shop: Shop) -> None:
    """Computed here from the text of the standard, not with our own code."""
    body = json.dumps(stage.order()).encode()
    at = int(timezone.now().timestamp())
    key = base64.b64decode(shop.secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"m1.{at}.".encode() + body, hashlib.sha256).digest()
    signature = "v1,AAAA v1a,xyz v1," + base64.b64encode(mac).decode()
    assert shop.report(body, id="m1", at=at, signature=signature).status_code == 201


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ({"signature": "v1,AAAA"}, "webhook-signature"),
        ({"signature": "nonsense"}, "webhook-signature"),
        ({"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()}, "webhook-signature"),
        ({"slug": "southgate"}, "webhook-signature"),
        ({"slug": "nobody"}, "webhook-signature"),
        ({"at": 0}, "webhook-timestamp"),
    ],
)
def test_what_is_not_signed_right_is_not_taken(stage: Stage, shop: Shop, spoil: dict[str, Any], named: str) -> None:
    answer = shop.report(stage.order(), **spoil)
    assert answer.status_code == 401
    assert fields(answer) == {named}
    assert kept(stage) == []


@pytest.mark.parametrize(("seconds", "status"), [(-299, 201), (299, 201), (-302, 401), (302, 401)])
def test_five_minutes_either_way(stage: Stage, shop: Shop, seconds: int, status: int, time_machine: Any) -> None:
    time_machine.move_to("2026-11-18T12:00:00Z", tick=False)
    at = int(timezone.now().timestamp()) + seconds
    assert shop.report(stage.order(), at=at).status_code == status
    assert len(kept(stage)) == (1 if status == 201 else 0)


@pytest.mark.parametrize("stamp", ["", "now", "-5", "1e9", "٣", "9" * 30])
def test_a_timestamp_that_is_none(stage: Stage, shop: Shop, stamp: str) -> None:
    headers = {"webhook-id": "m", "webhook-timestamp": stamp, "webhook-signature": "v1,AAAA"}
    answer = Client().post(f"/api/conversions/{shop.slug}", "{}", content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert fields(answer) == {"webhook-timestamp"}


def test_another_body_under_a_good_signature_is_refused(stage: Stage, shop: Shop) -> None:
    from reporting.attribution.signing import sign

    at = int(timezone.now().timestamp())
    signature = sign(shop.secret, message_id="m", timestamp=at, body=json.dumps(stage.order()).encode())
    assert shop.report(stage.order(value="9999.00"), id="m", at=at, signature=signature).status_code == 401
    assert kept(stage) == []


def test_the_other_organisations_key_opens_nothing_here(stage: Stage, shop: Shop) -> None:
    lead = add_person(stage.cast.south, "Lou Lead", "lou", "coe-lead", "org")
    theirs = actions.create_key(lead.actor, name="Shop", source="shop")
    assert shop.report(stage.order(), secret=theirs).status_code == 401
    assert shop.report(stage.order(), slug=stage.cast.south.slug, secret=theirs).status_code == 201
    assert kept(stage) == []


def test_a_replayed_message_gets_the_same_answer_and_changes_nothing(stage: Stage, shop: Shop) -> None:
    order = stage.order()
    first = shop.report(order)
    again = shop.report(order)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"new": False}
    assert len(kept(stage)) == 1
    # The same id with something else inside is not a repetition.
    other = shop.report(stage.order("1002"))
    assert other.status_code == 409
    assert fields(other) == {"webhook-id"}
    assert len(kept(stage)) == 1


def test_an_order_reported_twice_counts_once(stage: Stage, shop: Shop) -> None:
    order = stage.order()
    assert shop.report(order, id="a").status_code == 201
    assert shop.report(order, id="b").status_code == 200
    contradiction = shop.report({**order, "value": "1.00"}, id="c")
    assert contradiction.status_code == 409
    assert fields(contradiction) == {"external_id"}
    [row] = kept(stage)
    assert row.value == Decimal("100.00")


def test_keys_rotate_without_a_gap_and_without_doubles(stage: Stage, shop: Shop) -> None:
    new = stage.key("Shop 2", "shop")
    order = stage.order()
    assert shop.report(order, id="a").status_code == 201
    assert shop.report(order, id="b", secret=new).status_code == 200
    with inside(stage.north.id):
        old = ConversionKey.objects.get(name="Shop").pk
    actions.revoke_key(stage.north.ana.actor, key_id=old)
    assert shop.report(stage.order("1002"), id="c").status_code == 401
    assert shop.report(stage.order("1002"), id="d", secret=new).status_code == 201
    assert len(kept(stage)) == 2


def test_a_refund_is_a_conversion_of_its_own_with_a_negative_value(stage: Stage, shop: Shop) -> None:
    _post, _version, link = stage.post()
    click = stage.click(link)
    assert shop.report(stage.order("1", "80.00", click=click), id="1").status_code == 201
    assert shop.report(stage.order("1-refund", "-30.00", click=click), id="2").status_code == 201
    assert sum(row.value for row in kept(stage)) == Decimal("50.00")


BAD = {
    "external_id": [None, "", "x" * 121, 5, ["1"], "a\u0000b", "a\u202eb", "\ud800"],
    "kind": [None, "sale", "", 1, []],
    "value": [None, "", "12,50", "€5", "NaN", "1e5", True, "1.234", "9" * 15, [], {}],
    "currency": [None, "", "eur", "EURO", "€", 978],
    "occurred_at": [None, "", "yesterday", "2026-13-01T00:00:00Z", "2026-11-18T12:00:00", "2999-01-01T00:00:00Z",
                    "1999-12-31T23:00:00Z", 1700000000, "0001-01-01T00:00:00+14:00"],
    "click": ["x", 5, [], "123"],
}  # fmt: skip


@pytest.mark.parametrize("field", BAD)
def test_bad_fields_are_named_and_nothing_is_kept(stage: Stage, shop: Shop, field: str) -> None:
    for number, wrong in enumerate(BAD[field]):
        answer = shop.report({**stage.order(), field: wrong}, id=f"m{number}")
        assert answer.status_code == 422, (wrong, answer.content)
        assert fields(answer) == {field}, wrong
    assert kept(stage) == []


def test_several_problems_come_at_once(stage: Stage, shop: Shop) -> None:
    answer = shop.report({"kind": "sale", "utm": {"utm_source": 5}, "colour": "red"})
    assert fields(answer) == {
        "external_id", "kind", "value", "currency", "occurred_at", "utm.utm_source", "colour",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"value": NaN}', b"\xff\xfe", b"[" * 30000, b'{"value": ' + b"9" * 5000 + b"}"],
)
def test_what_is_not_a_json_object(stage: Stage, shop: Shop, body: bytes) -> None:
    answer = shop.report(body)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert kept(stage) == []


def test_a_message_that_is_too_large(stage: Stage, shop: Shop) -> None:
    assert shop.report(b"x" * (64 * 1024 + 1)).status_code == 413


def test_reading_the_door_is_not_allowed(shop: Shop) -> None:
    assert Client().get(f"/api/conversions/{shop.slug}").status_code == 405


# ── joining ─────────────────────────────────────────────────────────────────────────────────────


def ago(**time: float) -> str:
    return (timezone.now() - timedelta(**time)).isoformat()


def test_unmatched_is_listed_with_its_reason_and_never_spread(
    stage: Stage, shop: Shop, time_machine: Any, browse: Any
) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z")
    _post, _version, link = stage.post()
    _post, _version, _second = stage.post()
    click = stage.click(link)
    time_machine.move_to("2027-04-20T12:00:00Z")
    fresh = stage.click(link, who="192.0.2.50")
    for number, (more, why) in enumerate(
        [
            ({}, "no_trace"),
            ({"click": "00000000-0000-4000-8000-000000000000"}, "unknown"),
            ({"click": click}, "late"),
            ({"click": fresh, "occurred_at": ago(hours=1)}, "early"),
            ({"utm": {"utm_source": "newsroom", "utm_medium": "social"}}, "ambiguous"),
            ({"utm": {"utm_source": "elsewhere"}}, "unknown"),
            ({"utm": {"utm_id": "nothere2"}}, "unknown"),
        ]
    ):
        answer = shop.report(stage.order(str(number), **more), id=str(number))
        assert (answer.status_code, answer.json()["matched"], answer.json()["why"]) == (201, False, why)
    assert {(row.link_id, row.brand_id) for row in kept(stage)} == {(None, None)}
    page = browse(stage.north.ana).get(stage.north.url("results/conversions/?state=unmatched")).content.decode()
    assert page.count("Reported without click or UTM") == 1
    # Who sees one brand sees nothing that belongs to none.
    assert (
        "Reported without" not in browse(stage.north.bea).get(stage.north.url("results/conversions/")).content.decode()
    )


def test_thirty_days_to_the_minute(stage: Stage, shop: Shop, time_machine: Any) -> None:
    time_machine.move_to("2026-10-19T12:00:00Z", tick=False)
    _post, _version, link = stage.post()
    click = stage.click(link)
    time_machine.move_to("2026-11-18T12:01:00Z", tick=False)
    inside_it = shop.report(stage.order("a", click=click, occurred_at="2026-11-18T12:00:00Z"), id="a")
    outside_it = shop.report(stage.order("b", click=click, occurred_at="2026-11-18T12:00:01Z"), id="b")
    assert (inside_it.json()["matched"], outside_it.json()["why"]) == (True, "late")


def test_the_code_in_utm_names_the_link(stage: Stage, shop: Shop) -> None:
    _post, _version, link = stage.post()
    stage.post()
    utm = {"utm_source": "newsroom", "utm_medium": "social", "utm_id": link.code}
    assert shop.report(stage.order("a", utm=utm), id="a").json()["why"] == "unknown"  # nobody has been there
    stage.click(link)
    assert shop.report(stage.order("b", utm=utm), id="b").json()["matched"] is True
    assert kept(stage)[1].link_id == link.pk


def test_another_organisations_click_is_no_click_here(stage: Stage, shop: Shop) -> None:
    _post, _version, link = stage.post("bakery", org=stage.cast.south)
    click = stage.click(link)
    answer = shop.report(stage.order(click=click))
    assert (answer.status_code, answer.json()["why"]) == (201, "unknown")


def test_the_secret_lies_sealed(stage: Stage, shop: Shop) -> None:
    with inside(stage.north.id):
        key = ConversionKey.objects.get()
        said = json.dumps(list(Entry.objects.values("before", "after", "subject_label")))
    assert shop.secret not in key.secret
    assert shop.secret not in said
