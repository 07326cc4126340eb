"""The link at the foot of a digest that ends digests, without signing in."""

from uuid import UUID

from django.core import signing

from coe.tenancy.models import Member

SALT = "coe.notices.stop"
LIVES = 365 * 24 * 3600


def stop_token(member: Member) -> str:
    return signing.dumps([member.org_id.hex, member.pk.hex], salt=SALT)


def read_stop(token: str) -> tuple[UUID, UUID] | None:
    """(organisation, member) of a token, or None."""
    try:
        org, member = signing.loads(token[:300], salt=SALT, max_age=LIVES)
        return UUID(org), UUID(member)
    except (signing.BadSignature, ValueError, TypeError):
        return None
