"""Who has a second factor, and which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from coe.accounts.models import User

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second(user: User) -> bool:
    found: bool = Authenticator.objects.filter(user=user, type__in=SECOND).exists()
    return found


def with_second(user_ids: Iterable[int]) -> set[int]:
    """Those of the logins that have a second factor. One query."""
    rows = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=SECOND)
    return set(rows.values_list("user_id", flat=True))


def mark_second(people: Iterable[Any]) -> None:
    """Puts `second_factor` on each member."""
    rows = list(people)
    having = with_second(row.user_id for row in rows)
    for row in rows:
        row.second_factor = row.user_id in having


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True)
class Factors:
    """What a person has set up."""

    app: Authenticator | None
    passkeys: list[Passkey]
    codes_left: int | None
    """Recovery codes not used yet; None when there are none."""

    @property
    def any(self) -> bool:
        return bool(self.app or self.passkeys)


def factors_of(user: User) -> Factors:
    app, codes, passkeys = None, None, []
    for row in Authenticator.objects.filter(user=user).order_by("created_at"):
        if row.type == Authenticator.Type.TOTP:
            app = row
        elif row.type == Authenticator.Type.WEBAUTHN:
            passkeys.append(Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at))
        else:
            codes = len(row.wrap().get_unused_codes())
    return Factors(app, passkeys, codes)
