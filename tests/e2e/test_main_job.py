"""The main job, watched from outside: a browser, Celery, a real Bluesky server, a Mastodon one, and the newsroom."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Page, expect

from governance.approvals.models import Mode
from governance.policies import actions as rules
from governance.policies.params import BlockedTerms, Term
from governance.workflows import actions as workflows
from governance.workflows.places import Where
from reporting.attribution import actions as attribution
from reporting.attribution.signing import sign
from tests.conftest import wipe
from tests.e2e import stage
from tests.factories.cast import Org, build_cast
from tests.tools.bluesky import PDS, install_or_skip, missing, start_pds
from tests.tools.mastodon import MastodonServer, start_mastodon
from tests.tools.process import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(bool(missing()), reason=missing())]


@dataclass
class World:
    product: stage.Product
    north: Org
    pds: PDS
    mastodon: MastodonServer
    did: str
    app_password: str
    shop_secret: str


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    install_or_skip()
    with django_db_blocker.unblock():
        wipe()
        pds_port, mastodon_port = free_port(21500, 21600, together=2), free_port(21700, 21800)
        with start_pds(pds_port) as pds, start_mastodon(mastodon_port) as mastodon:
            did, password = pds.create_account("harbour.test")
            north = build_cast().north
            stage.give_passwords([north.bea, north.cal, north.cleo, north.hal, north.gus])
            secret = _house_rules(north)
            allow = [f"localhost:{pds_port}", f"localhost:{mastodon_port}", f"127.0.0.1:{mastodon_port}"]
            product = stage.start(allow=allow)
            try:
                yield World(product, north, pds, mastodon, did, password, secret)
            finally:
                product.stop()
                wipe()


def _house_rules(north: Org) -> str:
    """One blocking rule, a workflow of two steps by two people, and a key for the shop."""
    words = {"name": "Promises", "severity": "block", "message": "A promise nobody can keep"}
    terms = BlockedTerms((Term("guaranteed snow", "fresh snow expected"),))
    rule = rules.create(north.cleo.actor, kind="blocked_terms", params=terms, words=words)
    rules.switch_on(north.cleo.actor, rule_id=rule.pk)
    harbour = north.brands["harbour"]
    steps = [
        workflows.StepSpec("Brand", Mode.ANY, 1, 8, (north.bea.member.pk,)),
        workflows.StepSpec("Lead", Mode.ANY, 1, 8, (north.hal.member.pk,)),
    ]
    where = Where(f"brand:{harbour.pk}", harbour.name, harbour.pk)
    workflows.create(north.cleo.actor, where=where, name="Two people", steps=steps)
    return attribution.create_key(north.ana.actor, name="Shop", source="shop")


def connect(page: Page, world: World, network: str, **fields: str) -> None:
    page.goto(world.product.url + world.north.url(f"channels/new/?network={network}"))
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main button.btn-primary").click()
    expect(page.locator("main h1")).not_to_contain_text("Connect ", timeout=20_000)


def eventually(question: Callable[[], Any], *, seconds: float = 60, what: str = "") -> Any:
    """The first true answer; asks every half second."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := question():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"did not happen within {seconds} s: {what}")


def test_the_main_job(world: World, visit: Callable[..., Page]) -> None:
    product, north = world.product, world.north
    lead, creator, second = visit(), visit(), visit()

    # Channels: three networks, each tested before it is kept.
    stage.sign_in(lead, product.url, north.bea)
    connect(lead, world, "newsroom")
    connect(
        lead, world, "bluesky",
        identifier="harbour.test", password=world.app_password, service=world.pds.url,
    )  # fmt: skip
    connect(lead, world, "mastodon", server=world.mastodon.url, token=world.mastodon.token)

    # Draft: a rule stops it, the words are mended, and it goes to two people.
    stage.sign_in(creator, product.url, north.cal)
    text = "First tracks at seven. Guaranteed snow and hot bread. 雪已备好。"
    slot = (datetime.now(ZoneInfo("Europe/Zurich")) + timedelta(minutes=3)).replace(second=0, microsecond=0)
    creator.goto(product.url + north.url("posts/new/"))
    boxes = creator.locator("#channels input[type=checkbox]")
    expect(boxes).to_have_count(3)
    for number in range(3):
        boxes.nth(number).check()
    creator.locator("#id_title").fill("First tracks")
    creator.locator("#id_text").fill(text)
    creator.locator("#id_link_url").fill("https://shop.example/pass")
    creator.locator("input[name=slot_0]").fill(slot.strftime("%Y-%m-%dT%H:%M"))
    expect(creator.locator("#rules")).to_contain_text("A promise nobody can keep", timeout=20_000)
    mended = text.replace("Guaranteed snow", "Fresh snow expected")
    creator.locator("#id_text").fill(mended)
    expect(creator.locator("#rules")).not_to_contain_text("A promise nobody can keep", timeout=20_000)
    send = creator.locator("button[value=send]")
    expect(send).to_contain_text("Send to 2 approvers", timeout=20_000)
    send.click()
    creator.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/$"))
    post_url = creator.url

    # Approve: two steps, two people; the author is not asked.
    approve(lead, world)
    stage.sign_in(second, product.url, north.hal)
    assert world.pds.posts(world.did) == []
    approve(second, world)

    # Publish: once, to each of the three, at the slot and not before.
    published = eventually(lambda: world.pds.posts(world.did), seconds=300, what="a post on Bluesky")
    assert datetime.now(ZoneInfo("Europe/Zurich")) >= slot
    status = eventually(lambda: world.mastodon.posts(), what="a post on Mastodon")
    news = product.url + "/n/northwind/harbour/"
    eventually(lambda: "First tracks" in httpx.get(news, trust_env=False).text, what="an item in the newsroom")
    time.sleep(5)
    assert len(world.pds.posts(world.did)) == 1
    assert len(world.mastodon.posts()) == len(status) == 1
    said = published[0]["value"]["text"]
    assert said.startswith(mended[:40])
    assert "Guaranteed" not in said + status[0]["content"]

    # Hear: somebody answers on Mastodon, and it arrives as a mention.
    world.mastodon.post(
        "/api/v1/statuses", "bob", status="@alice Is the bread still warm?", in_reply_to_id=status[0]["id"]
    )
    mentions = product.url + north.url("listening/mentions/")

    def heard() -> bool:
        lead.goto(mentions)
        return "Is the bread still warm?" in lead.locator("main").inner_text()

    eventually(heard, seconds=150, what="the reply among the mentions")

    # Value: a reader clicks the link of the Bluesky post, and the shop reports the order.
    (code,) = set(re.findall(r"/l/(\w+)", json.dumps(published[0]["value"])))
    reader = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    answer = httpx.get(f"{product.url}/l/{code}", headers=reader, trust_env=False)
    assert answer.status_code == 302
    target = httpx.URL(answer.headers["location"])
    assert target.host == "shop.example"
    assert target.params["utm_source"] == "bluesky"
    order(world, click=target.params["coe_click"])

    # Report: the dashboard says exactly what happened.
    def figures() -> str:
        lead.goto(product.url + north.url("results/?period=week&tables=1"))
        return lead.locator("main").inner_text()

    page = eventually(lambda: (said := figures()) and "120" in said and said, seconds=90, what="the revenue")
    assert re.search(r"EUR\s?120|€\s?120", page), page[:3000]

    # The post's page tells the story.
    creator.goto(post_url)
    story = creator.locator("main").inner_text()
    for words in ("Bea Brand", "Hal Harbour", "Published"):
        assert words in story
    trouble = [said for page in (lead, creator, second) for said in page.trouble if "422" not in said]  # type: ignore[attr-defined]
    assert trouble == []


def approve(page: Page, world: World) -> None:
    """Waits until it is this person's turn: an answer before it may be taken back for ten seconds."""

    def waiting() -> bool:
        page.goto(world.product.url + world.north.url("approvals/"))
        return page.get_by_text("First tracks").count() > 0

    eventually(waiting, seconds=60, what="the post in the queue")
    page.get_by_text("First tracks").first.click()
    button = page.locator(".acts button.act-a")
    expect(button).to_be_visible(timeout=20_000)
    button.click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible(timeout=20_000)


def order(world: World, *, click: str) -> None:
    body = json.dumps(
        {
            "external_id": "A-1", "kind": "order", "value": "120.00", "currency": "EUR",
            "occurred_at": datetime.now(ZoneInfo("UTC")).isoformat(), "click": click,
        }
    ).encode()  # fmt: skip
    message_id, now = f"msg_{uuid.uuid4().hex}", int(time.time())
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(world.shop_secret, message_id=message_id, timestamp=now, body=body),
        "content-type": "application/json",
    }
    url = f"{world.product.url}/api/conversions/northwind"
    answer = httpx.post(url, content=body, headers=headers, trust_env=False)
    assert answer.status_code == 201, answer.text
    assert httpx.post(url, content=body, headers=headers, trust_env=False).status_code == 200
    assert Decimal(json.loads(body)["value"]) == 120
