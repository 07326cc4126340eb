"""Signatures of reported conversions, in the form of Standard Webhooks.

The signed text is `<webhook-id>.<webhook-timestamp>.<body>`; the header holds one or several `v1,<base64>` separated
by spaces, so a shop can sign with the old and the new key while it changes over.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

PREFIX = "whsec_"
TOLERANCE = 5 * 60
"""Seconds a message may be old, or ahead of our clock."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header value a shop sends."""
    text = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(_key(secret), text, hashlib.sha256).digest()).decode()


@dataclass(frozen=True)
class Signed:
    """The three headers, as they came."""

    message_id: str
    timestamp: str
    signature: str


def moment(signed: Signed, *, now: float) -> int | None:
    """The timestamp when it is a whole number of seconds within the tolerance, else None."""
    if not (signed.timestamp.isascii() and signed.timestamp.isdecimal() and len(signed.timestamp) < 12):
        return None
    sent = int(signed.timestamp)
    return sent if abs(now - sent) <= TOLERANCE else None


def matches(secret: str, signed: Signed, body: bytes) -> bool:
    """Whether one of the given signatures is right for this secret. Compares in constant time."""
    text = f"{signed.message_id}.{signed.timestamp}.".encode() + body
    wanted = hmac.new(_key(secret), text, hashlib.sha256).digest()
    # Every candidate is compared, so time tells nothing about which one was close.
    fits = [hmac.compare_digest(wanted, given) for given in _given(signed.signature)]
    return True in fits


def _given(header: str) -> Iterable[bytes]:
    for part in header.split()[:8]:
        version, comma, encoded = part.partition(",")
        if version == "v1" and comma:
            try:
                yield base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                continue
