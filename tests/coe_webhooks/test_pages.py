"""The pages of webhooks: who may open them, what they show and never show, and the document."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe.audit.models import Entry
from coe.tenancy.context import inside
from coe.webhooks import selectors
from coe.webhooks.documenting import filled
from coe.webhooks.models import Attempt, Endpoint, Message
from tests.coe_webhooks.conftest import Receiver, add, send
from tests.factories.cast import Cast, Org

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Warehouse", "url": "https://hooks.example.com/in", "types": ["freeze.declared", "post.submitted"]}


def test_adding_shows_the_secret_once_and_keeps_it_sealed(north: Org, browse: Any) -> None:
    client = browse(north.ida)
    assert "No webhooks yet" in client.get(north.url("settings/webhooks/")).content.decode()
    answer = client.post(north.url("settings/webhooks/new/"), GIVEN)
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert page.count("whsec_") >= 1
    with inside(north.id):
        endpoint = Endpoint.objects.get()
        assert "whsec_" not in endpoint.secret
        assert "whsec_" not in str(list(Entry.objects.values_list("before", "after")))
        assert Entry.objects.filter(act="webhook.manage", detail="added").count() == 1
    for path in ("", f"{endpoint.pk}/", f"{endpoint.pk}/edit/"):
        assert "whsec_" not in client.get(north.url(f"settings/webhooks/{path}")).content.decode()
    again = client.post(north.url(f"settings/webhooks/{endpoint.pk}/do/"), {"do": "rotate"}).content.decode()
    assert "whsec_" in again
    assert "two signatures" in again


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "http://hooks.example.com/"}, "Begin the address with https://"),
        ({"url": "https://me:pw@hooks.example.com/"}, "Leave the user name and password out"),
        ({"types": []}, "Choose at least one event."),
        ({"types": ["no.such"]}, "no.such"),
        ({"brand": "3e2a1c6e-0000-4000-8000-000000000000"}, "is not one of the available choices"),
    ],
)
def test_what_is_wrong_stands_at_its_field(north: Org, browse: Any, change: dict[str, Any], said: str) -> None:
    answer = browse(north.ida).post(north.url("settings/webhooks/new/"), GIVEN | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with inside(north.id):
        assert Endpoint.objects.count() == 0


def test_only_those_who_may_and_nothing_changes_otherwise(cast: Cast, receiver: Receiver, browse: Any) -> None:
    endpoint, _secret = add(cast.north, receiver)
    for who, org, code in ((cast.north.bea, cast.north, 403), (cast.south.sam, cast.south, 404)):
        client = browse(who)
        for path in (f"{endpoint.pk}/", f"{endpoint.pk}/edit/"):
            assert client.get(org.url(f"settings/webhooks/{path}")).status_code == code
        for what in ("off", "remove", "rotate", "test", "replay"):
            assert client.post(org.url(f"settings/webhooks/{endpoint.pk}/do/"), {"do": what}).status_code == code
    with inside(cast.north.id):
        assert (Endpoint.objects.get().state, Message.objects.count()) == ("enabled", 0)


def test_the_log_shows_request_and_answer_without_secrets(north: Org, receiver: Receiver, browse: Any) -> None:
    endpoint, _secret = add(north, receiver)
    client = browse(north.ida)
    client.post(north.url(f"settings/webhooks/{endpoint.pk}/do/"), {"do": "test"})
    said = b'{"error": "no", "token": "abc123", "x": "<b>"}' + b"y" * 5000
    receiver.answers = [(400, {"content-type": "application/json", "set-cookie": "a=b"}, said)]
    send(north, endpoint)
    with inside(north.id):
        message = Message.objects.get()
        attempt = Attempt.objects.get()
    assert (message.type, attempt.headers, len(attempt.body) <= 2100) == (
        "webhook.test", {"content-type": "application/json", "date": attempt.headers["date"], "server": attempt.headers["server"]}, True,
    )  # fmt: skip
    page = client.get(north.url(f"settings/webhooks/{endpoint.pk}/{message.pk}/")).content.decode()
    assert "abc123" not in page
    assert "&lt;b&gt;" in page
    assert str(message.pk) in page
    log = client.get(north.url(f"settings/webhooks/{endpoint.pk}/")).content.decode()
    assert "400" in log
    told, code = selectors.about(endpoint.types[0]), endpoint.types[0]
    assert f'<li>{told} <span class="meta mono">{code}</span></li>' in log and told != code
    assert (
        "No message matches" in client.get(north.url(f"settings/webhooks/{endpoint.pk}/?state=failed")).content.decode()
    )
    again = north.url(f"settings/webhooks/{endpoint.pk}/{message.pk}/replay/")
    assert "on its way already" in client.post(again, follow=True).content.decode()


def test_queries_do_not_grow_with_the_log(north: Org, receiver: Receiver, browse: Any) -> None:
    endpoint, _secret = add(north, receiver)
    client = browse(north.ida)
    path = north.url(f"settings/webhooks/{endpoint.pk}/do/")
    client.post(path, {"do": "test"})
    page = north.url(f"settings/webhooks/{endpoint.pk}/")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _ in range(4):
        client.post(path, {"do": "test"})
    client.get(page)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_the_document_lists_exactly_the_events_there_are(tmp_path: Any, settings: Any) -> None:
    page = (settings.BASE_DIR / "docs" / "webhooks.md").read_text()
    assert filled(page) == page, "run manage.py webhook_docs"
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "webhooks.md").write_text(page.replace("### `post.submitted`", "### old"))
    call_command("webhook_docs")
    assert (tmp_path / "docs" / "webhooks.md").read_text() == page
