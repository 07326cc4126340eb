"""Whether an organisation is closed to a member who does not stand before a page: programs, feeds, what a page asks.

The gate leads people to what is missing (`coe.access.gate.DOORS`). Whatever speaks for a member without a page has to
ask here instead, or a rule about signing in would hold for browsers only.
"""

from collections.abc import Callable, Mapping
from typing import Any

from coe.access.rights import Rights
from coe.tenancy.models import Member

Session = Mapping[str, Any]
SHUT: list[Callable[[Member, Rights, Session | None], bool]] = []
"""Accounts adds its own in AppConfig.ready(). The session is what a browser carries; None for programs."""


def shut(member: Member, rights: Rights, session: Session | None = None) -> bool:
    """`rights` are all of the member's, however few of them are used this time."""
    return any(closed(member, rights, session) for closed in SHUT)
