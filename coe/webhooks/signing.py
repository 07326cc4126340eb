"""Signatures and secrets after the Standard Webhooks specification. Pure."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 32 random bytes, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`: HMAC-SHA256 over id, time and body, joined by dots."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets_now: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What travels with a message. Several secrets (during a rotation) give several signatures."""
    signed = (signature(one, message_id=message_id, timestamp=timestamp, body=body) for one in secrets_now)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
