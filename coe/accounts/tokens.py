"""Links of invitations.

The token is made from the invitation's id and SECRET_KEY, so a task can write the mail without the token ever
standing in a queue; stored is only its hash, so the database alone opens nothing.
"""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import salted_hmac


def token(invitation_id: UUID, sent: int) -> str:
    """The 43 signs that stand in a link. `sent` counts links, so a new one makes the old one useless."""
    made = salted_hmac("coe.accounts.invitation", f"{invitation_id}:{sent}", algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def fingerprint(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()
