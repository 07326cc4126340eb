"""Secrets at rest: AES-256-GCM with rotating keys.

The organisation, row and column are bound in as associated data, so a ciphertext copied to another row, column
or organisation does not open. Stored form: `<key id>.<base64 nonce+ciphertext>`.
"""

import base64
import json
import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Unreadable(Exception):
    """A secret cannot be opened: wrong row, altered, or its key is gone."""


def _keys() -> dict[str, AESGCM]:
    keys = {}
    for entry in settings.CREDENTIAL_KEYS:
        key_id, colon, encoded = entry.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            raw = b""
        if not (colon and key_id and len(raw) == 32):
            raise ImproperlyConfigured("COE_CREDENTIAL_KEYS must hold entries like k1:<32 bytes in base64>.")
        keys[key_id] = AESGCM(raw)
    return keys


def _bound(org: UUID, row: UUID, column: str) -> bytes:
    return f"{org}|{row}|{column}".encode()


def seal(value: dict[str, Any], *, org: UUID, row: UUID, column: str) -> str:
    """Encrypts with the newest key."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(12)
    sealed = key.encrypt(nonce, json.dumps(value).encode(), _bound(org, row, column))
    return f"{key_id}.{base64.b64encode(nonce + sealed).decode()}"


def unseal(stored: str, *, org: UUID, row: UUID, column: str) -> dict[str, Any]:
    """Decrypts, or raises Unreadable; the message never carries any part of the secret."""
    key_id, _, encoded = stored.partition(".")
    key = _keys().get(key_id)
    if key is None:
        raise Unreadable(f"The key {key_id!r} is not among COE_CREDENTIAL_KEYS.")
    raw = base64.b64decode(encoded)
    try:
        value: dict[str, Any] = json.loads(key.decrypt(raw[:12], raw[12:], _bound(org, row, column)))
    except InvalidTag:
        raise Unreadable("The secret was altered or belongs to another row.") from None
    return value


def newest_key() -> str:
    return next(iter(_keys()))
