"""Passkeys in a real browser, with an authenticator that the browser's own test protocol makes."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import stage
from tests.factories.cast import PASSWORD, Cast

pytestmark = pytest.mark.e2e


def authenticator(page: Page) -> Any:
    """A device that has a fingerprint reader, and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return session, made["authenticatorId"]


def test_a_passkey_is_made_named_used_and_removed(
    pages: tuple[stage.Product, Cast], visit: Callable[..., Page]
) -> None:
    product, cast = pages
    base = product.url.replace("127.0.0.1", "localhost")
    page = visit()
    session, device = authenticator(page)
    stage.sign_in(page, base, cast.north.cal)
    page.goto(f"{base}/account/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator(".codes li").count() == 10
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    # Without a password: the device says who it is.
    page.context.clear_cookies()
    page.goto(f"{base}/account/login/?next=/account/security/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{base}/account/security/")
    assert page.get_by_text("Work laptop").first.is_visible()
    assert page.get_by_text("Passkey ·").first.is_visible()

    # As the second step after the password.
    page.context.clear_cookies()
    page.goto(f"{base}/account/login/")
    page.get_by_label("E-mail").fill(cast.north.cal.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/o/northwind/")

    # A device that refuses is told about, and nothing is sent.
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto(f"{base}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Nothing was done").wait_for()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/o/northwind/")

    page.goto(f"{base}/account/security/")
    page.get_by_role("link", name="Remove Work laptop").click()
    if page.get_by_role("button", name="Use your passkey").count():
        page.get_by_role("button", name="Use your passkey").click()
    elif page.get_by_label("Password").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Remove the passkey").click()
    page.wait_for_url(f"{base}/account/security/")
    assert page.get_by_text("Work laptop").count() == 0
    assert page.trouble == []  # type: ignore[attr-defined]
