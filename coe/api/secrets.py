"""The secret of a token: recognisable by its prefix (scanners of leaked secrets look for one), 256 random bits."""

import hashlib
import re
import secrets

PREFIX = "coe_pat_"
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}\Z")


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    return bool(_FORM.match(text))


def fingerprint(secret: str) -> str:
    """What is stored. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
