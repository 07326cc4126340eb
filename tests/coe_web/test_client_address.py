"""Whoever asks through our proxies is known by their own address; whoever types an address is not believed."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from coe.web.client_address import client_address


@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (0, "", "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1,203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "2001:DB8::7", "2001:db8::7"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(settings: Any, proxies: int, header: str, found: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    more = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **more)) == found


def test_a_socket_without_address_is_nobody() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""


@pytest.mark.django_db
def test_signing_in_counts_the_visitor_not_the_proxy(settings: Any) -> None:
    from django.core.cache import cache

    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    tried = {"login": "", "password": "wrong"}

    def said(number: int, address: str) -> str:
        data = tried | {"login": f"nobody-{number}@x.example"}
        answer = Client().post("/account/login/", data, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=address)
        return str(answer.content.decode())

    for number in range(10):
        # What stands left of the proxy's entry is typed by the visitor and opens no second budget.
        assert "Too many" not in said(number, f"192.0.2.{number}, 203.0.113.9")
    assert "Too many" in said(11, "192.0.2.77, 203.0.113.9")
    assert "Too many" not in said(12, "203.0.113.10")
