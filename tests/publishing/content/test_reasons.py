"""Reasons with characters nobody can see: cleaned, or refused with a sentence; never an error of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coe.tenancy.context import inside
from governance.approvals.models import Comment, Request
from governance.crisis.models import Freeze
from publishing.delivery.models import Delivery
from tests.factories.cast import add_person
from tests.publishing.content.conftest import Stage, approve, states

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]
ODD = ["\x00", "why\x00not", "a\x01\x02\x1f\x7fb", "\x1b[31mred", "a\u0085b\u2028c", "\ufffe\uffff", "a\u202eb"]
odd = pytest.mark.parametrize("reason", ODD)


def told(answer: Any) -> None:
    assert answer.status_code in {302, 409, 422}, answer.status_code


def visible(text: str) -> bool:
    return not any(ord(sign) < 32 and sign != "\n" or sign in "\x7f\u202e" for sign in text)


@pytest.fixture
def waiting(stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any]) -> Any:
    made = post()
    assert send(made, typed()).status_code == 302
    return made


@pytest.fixture
def bea(stage: Stage, browse: Any) -> Client:
    client: Client = browse(stage.north.bea)
    return client


@odd
def test_withdrawing_a_post(stage: Stage, waiting: Any, bea: Client, reason: str) -> None:
    told(bea.post(stage.north.url(f"posts/{waiting.pk}/withdraw"), {"reason": reason}))
    refused = "\u202e" in reason
    assert states(stage, waiting) == {"bluesky": "in_approval" if refused else "withdrawn"}


@odd
def test_withdrawing_settling_and_retrying_a_delivery(stage: Stage, waiting: Any, bea: Client, reason: str) -> None:
    approve(stage, waiting)
    with inside(stage.north.id):
        one = Delivery.objects.get()
    base = f"deliveries/{one.pk}/"
    for data in ({"decided": "there", "address": reason}, {"decided": reason}):
        told(bea.post(stage.north.url(f"{base}unknown/"), data))
    told(bea.post(stage.north.url(f"{base}retry/"), {"reason": reason}))
    told(bea.post(stage.north.url(f"{base}withdraw/"), {"reason": reason}))
    told(bea.post(stage.north.url("deliveries/retry/"), {"pick": [reason, str(one.pk)]}))
    told(bea.post(stage.north.url("deliveries/held/"), {"decided": "withdraw", "reason": reason, "pick": [reason]}))
    with inside(stage.north.id):
        now = Delivery.objects.get()
    assert now.state == ("waiting" if "\u202e" in reason else "withdrawn")
    assert visible(now.detail)


@odd
def test_freezing_and_lifting(stage: Stage, browse: Any, reason: str) -> None:
    add_person(stage.north, "Cora Lead", "cora", "coe-lead", "org")
    cleo, cora = browse(stage.north.cleo), browse(stage.north.people["cora"])
    where = f"brand:{stage.north.brands['harbour'].pk}"
    told(cleo.post(stage.north.url("governance/freezes/new/"), {"where": where, "reason": reason}))
    told(cleo.post(stage.north.url("governance/freezes/new/"), {"where": reason, "reason": "Storm"}))
    told(cleo.post(stage.north.url("governance/freezes/new/"), {"where": "org", "reason": "Storm"}))
    with inside(stage.north.id):
        org = Freeze.objects.get(brand=None)
    told(cora.post(stage.north.url(f"governance/freezes/{org.pk}/lift/"), {"reason": reason}))
    with inside(stage.north.id):
        assert all(visible(one.reason) and visible(one.lift_reason) for one in Freeze.objects.all())


@odd
def test_requesting_changes_and_commenting(stage: Stage, waiting: Any, bea: Client, reason: str) -> None:
    with inside(stage.north.id):
        request = Request.objects.get()
    base = f"approvals/{request.pk}/"
    told(bea.post(stage.north.url(f"{base}comment/"), {"text": reason}))
    told(bea.post(stage.north.url(f"posts/{waiting.pk}/comment"), {"text": reason}))
    decided = {
        "kind": "changes",
        "digest": request.digest,
        "step": request.step,
        "reason": "wording",
        "comment": reason,
    }
    told(bea.post(stage.north.url(f"{base}decide/"), decided))
    told(bea.post(stage.north.url(f"{base}decide/"), decided | {"reason": reason}))
    with inside(stage.north.id):
        assert all(visible(one.text) for one in Comment.objects.all())
