"""The API over a real server: a client generated from the document runs the main job; lost and doubled requests."""

import importlib
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from coe.audit.models import Entry
from coe.outbox.tasks import drain
from coe.tenancy.context import inside
from publishing.content.models import Post
from publishing.delivery import engine
from publishing.delivery.models import Delivery
from tests.coe_api.conftest import ZONE, give_token, newsroom_of, tomorrow
from tests.e2e import stage
from tests.factories.cast import Cast, Org
from tests.tools.process import free_port
from tests.tools.proxy import LossyProxy

pytestmark = pytest.mark.e2e
DOCS = Path(__file__).parents[2] / "docs" / "api"


@pytest.fixture
def generated(tmp_path: Path) -> Iterator[str]:
    """A client made from the kept document, ready to import."""
    tool = shutil.which("openapi-python-client", path=str(Path(sys.executable).parent))
    assert tool
    made = subprocess.run(
        [tool, "generate", "--path", str(DOCS / "openapi.json"), "--output-path", str(tmp_path / "client"),
         "--config", str(DOCS / "client.yml"), "--fail-on-warning"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(tmp_path / "client"))
    yield "coe_client"
    sys.path.remove(str(tmp_path / "client"))
    for name in [name for name in sys.modules if name.startswith("coe_client")]:
        del sys.modules[name]


class Generated:
    """`call("posts.posts_create", …)` runs a generated function and gives what it parsed."""

    def __init__(self, package: str, url: str, secret: str) -> None:
        self.package = package
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.models = importlib.import_module(f"{package}.models")
            made = importlib.import_module(package).AuthenticatedClient
        self.client = made(base_url=f"{url}/api/v1", token=secret, httpx_args={"trust_env": False}, timeout=30)

    def call(self, name: str, *ids: Any, **given: Any) -> Any:
        module = importlib.import_module(f"{self.package}.api.{name}")
        answer = module.sync_detailed(*ids, client=self.client, **given)
        assert answer.status_code < 300, answer.content
        return answer.parsed

    def write(self, name: str, *ids: Any, **given: Any) -> Any:
        return self.call(name, *ids, idempotency_key=str(uuid4()), **given)


def send_now(org: Org, post_id: Any) -> None:
    """What workers do once the slot is there."""
    with inside(org.id):
        found = Delivery.objects.filter(version__post=post_id)
        found.update(slot=timezone.now(), not_before=timezone.now() - timedelta(seconds=1))
        delivery = found.get()
    engine.send_next(delivery.org_id, delivery.channel_id)


def test_a_generated_client_runs_the_main_job(pages: tuple[stage.Product, Cast], generated: str, settings: Any) -> None:
    product, cast = pages
    north = cast.north
    # The engine runs in this process; short links are part of what was approved.
    settings.BASE_URL, settings.MEDIA_ROOT = product.url, str(product.home / "media")
    acts = ["post.see", "post.draft", "post.submit", "post.approve", "channel.see", "channel.connect", "report.see"]
    cal, bea, ana = (
        Generated(generated, product.url, give_token(person, acts=acts)[0]) for person in (north.cal, north.bea, north.ana)
    )  # fmt: skip
    models = cal.models
    assert cal.call("me.me").name == "Cal Creator"
    brand = next(one for one in cal.call("organisation.brands_list").items if one.slug == "harbour")
    channel = bea.write(
        "channels.channels_create",
        body=models.ChannelIn(network=models.ChannelInNetwork.NEWSROOM, brand_id=brand.id),
    )
    draft = models.PostIn(
        brand_id=brand.id, title="Breakfast on the water", text="The first boat leaves at seven.",
        link_url="https://example.com/breakfast", slot=models.SlotIn(time=tomorrow(), zone=ZONE),
        versions=[models.VersionIn(channel_id=channel.id)],
    )  # fmt: skip
    post = cal.write("posts.posts_create", body=draft)
    sent = cal.write("posts.posts_submit", post.id, body=models.PostsSubmitBody())
    request = bea.call("approvals.approvals_get", sent.request_id)
    assert request.may_decide
    decision = models.DecideIn(kind=models.DecideInKind.APPROVE, digest=request.digest, step=request.step)
    assert bea.write("approvals.approvals_decide", request.id, body=decision).state == "approved"
    drain.run(org_id=str(north.id))
    send_now(north, post.id)
    assert cal.call("posts.posts_get", post.id).state.code == "published"
    [delivery] = cal.call("deliveries.deliveries_list", post=post.id).items
    assert delivery.state == "sent"
    shown = httpx.get(delivery.remote_url, trust_env=False)
    assert "Breakfast on the water" in shown.text
    link = cal.call("posts.posts_get", post.id).links[0].short
    assert httpx.get(link, trust_env=False, headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"}).status_code == 302
    figures = {one.metric: one for one in ana.call("metrics.posts_figures", post.id).items}
    assert (figures["clicks"].value, figures["clicks"].metric_version) == ("1.0000", 1)
    assert figures["clicks"].source
    assert figures["clicks"].fetched_at.tzinfo is not None


@pytest.fixture
def writer(pages: tuple[stage.Product, Cast]) -> tuple[str, Org, dict[str, str], dict[str, Any]]:
    """(address, organisation, headers, a post's body) of a program that drafts."""
    product, cast = pages
    news = newsroom_of(cast.north)
    secret, _token = give_token(cast.north.cal)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "breakfast"}
    body = {
        "brand_id": str(news.brand_id),
        "title": "Breakfast",
        "text": "At seven.",
        "versions": [{"channel_id": str(news.pk)}],
    }
    return f"{product.url}/api/v1/posts", cast.north, headers, body


def drafts(org: Org) -> tuple[int, int]:
    """(posts, audit rows about them)"""
    with inside(org.id):
        return Post.objects.count(), Entry.objects.filter(act="post.draft").count()


def test_after_a_lost_answer_the_same_key_gives_the_same_answer(writer: Any) -> None:
    url, org, headers, body = writer
    port = free_port(32000, 32100)
    with LossyProxy(port, httpx.URL(url).port or 0) as proxy:
        proxy.lose = 1
        through = f"http://localhost:{port}/api/v1/posts"
        # The name decides which site it is, and the proxy changes only the port.
        asked = {**headers, "Host": f"localhost:{httpx.URL(url).port}"}
        with httpx.Client(trust_env=False, timeout=30) as http:
            with pytest.raises(httpx.TransportError):
                http.post(through, json=body, headers=asked)
            assert proxy.lost == 1
            assert drafts(org) == (1, 1)
            again = http.post(through, json=body, headers=asked)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert drafts(org) == (1, 1)
    with inside(org.id):
        assert again.json()["id"] == str(Post.objects.get().pk)
    other = httpx.post(url, json={**body, "title": "Supper"}, headers=headers, trust_env=False)
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/docs#problem-key-reused")
    assert drafts(org) == (1, 1)


def test_twice_at_once_happens_once(writer: Any) -> None:
    url, org, headers, body = writer
    answers: list[httpx.Response] = []
    start = threading.Barrier(6)

    def post() -> None:
        start.wait()
        answers.append(httpx.post(url, json=body, headers=headers, trust_env=False, timeout=30))

    threads = [threading.Thread(target=post) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert drafts(org) == (1, 1)
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["type"] == "/api/v1/docs#problem-in-progress"
            assert answer.headers["Retry-After"] == "1"
    assert httpx.post(url, json=body, headers=headers, trust_env=False).json()["id"] == made.pop()


def test_while_the_first_is_under_way_the_second_is_told_so(writer: Any) -> None:
    """The first holds its key for as long as its transaction lasts."""
    url, org, headers, body = writer
    with inside(org.id), connection.cursor() as cursor:
        from coe.api.models import ApiToken

        token = ApiToken.objects.get()
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{token.pk}:breakfast"])
        answer = httpx.post(url, json=body, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/docs#problem-in-progress")
    assert drafts(org) == (0, 0)
    assert httpx.post(url, json=body, headers=headers, trust_env=False).status_code == 201


def test_the_document_is_served(pages: tuple[stage.Product, Cast]) -> None:
    import json

    import yaml

    product, _cast = pages
    kept = json.loads((DOCS / "openapi.json").read_text())
    served = httpx.get(f"{product.url}/api/v1/openapi.json", trust_env=False)
    assert served.json() == kept
    assert yaml.safe_load(httpx.get(f"{product.url}/api/v1/openapi.yaml", trust_env=False).text) == kept
    page = httpx.get(f"{product.url}/api/v1/docs", trust_env=False).text
    operations = [one["operationId"] for path in kept["paths"].values() for one in path.values()]
    assert [name for name in operations if f'id="{name}"' not in page] == []
    assert "https://cdn" not in page
