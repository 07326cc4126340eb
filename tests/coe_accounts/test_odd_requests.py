"""Requests that cannot be answered: a clear page in the reader's language, and no secret in the logs."""

import logging
from typing import Any

import pytest
from django.test import Client, override_settings

from coe.web.logs import JsonLine
from tests.factories.cast import Org

pytestmark = pytest.mark.django_db


def test_nothing_here_is_said_in_the_readers_language(north: Org, browse: Any) -> None:
    client = browse(north.cal)
    for path in ("/nowhere/", north.url("nowhere/"), "/o/southgate/settings/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Page not found" in answer.content.decode()
    machine = client.get("/nowhere/", headers={"accept": "application/json"})
    assert machine.json() == {"type": "about:blank", "title": "Page not found", "status": 404}


@pytest.mark.parametrize("path", ["settings/?brand=%00", "notices/?page=%00", "settings/brands/?q=a%00b"])
def test_nul_in_an_address_is_their_error(north: Org, browse: Any, path: str) -> None:
    answer = browse(north.ida).get(north.url(path))
    assert answer.status_code == 400
    assert "That request makes no sense" in answer.content.decode()


def test_more_than_a_form_may_carry(north: Org, browse: Any) -> None:
    answer = browse(north.cal).post(north.url("settings/profile/"), {"name": "x" * 13_000_000})
    assert answer.status_code == 413
    assert "larger than 12 MB" in answer.content.decode()


def test_too_many_fields(north: Org, browse: Any) -> None:
    answer = browse(north.cal).post(north.url("settings/profile/"), {f"f{n}": "x" for n in range(2500)})
    assert answer.status_code == 400


def test_a_form_without_its_token_says_what_to_do(north: Org) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(north.cal.user)
    answer = client.post(north.url("settings/profile/"), {"name": "x"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_a_broken_page_names_the_request(north: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("coe.tenancy.views.cards", fall)
    client = Client(raise_request_exception=False)
    client.force_login(north.cal.user)
    answer = client.get(north.url("settings/"))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something broke" in page
    assert answer["X-Request-Id"] in page
    assert "secret inside" not in page


@override_settings(ALLOWED_HOSTS=["localhost"])
def test_a_foreign_host_is_refused() -> None:
    assert Client().get("/account/login/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/account/invitation/axE976sTLfB_cBQ9ndiVkeVkOSV66SFP0JgDRjlyypA/",
        "/account/password/reset/key/1-d4k2v9-0123456789abcdef/",
        "/account/confirm-email/MQ:1tR2a3:abcdef-0123/",
    ],
)
def test_links_that_sign_in_are_cut_from_logs(path: str) -> None:
    record = logging.LogRecord("coe.request", logging.INFO, "", 0, "%s %s", ("GET", path), None)
    record.request_id = record.org = record.actor = ""
    line = JsonLine().format(record)
    assert path.split("/")[-2] not in line
    assert "[cut]" in line
