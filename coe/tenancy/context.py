"""Which organisation, and which person, the database shows rows for.

The context lives in the transaction (`set_config(…, true)`), so it ends with it: it cannot leak into the next
request, and is safe behind a transaction pooler. Outside `inside()` every organisation-owned table is empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from coe.tenancy.law import ORG_SETTING, USER_SETTING

_SWAP = (
    "SELECT current_setting(%s, true), current_setting(%s, true), set_config(%s, %s, true), set_config(%s, %s, true)"
)


def _swap(org: str, user: str) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, [ORG_SETTING, USER_SETTING, ORG_SETTING, org, USER_SETTING, user])
        before_org, before_user, *_ = cursor.fetchone()
    return before_org or "", before_user or ""


@contextmanager
def inside(org: UUID | str | None, *, user: int | None = None) -> Iterator[None]:
    """A transaction that sees the rows of one organisation; the context before it returns afterwards."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = _swap(str(org or ""), str(user or ""))
        yield
        # On an exception the savepoint's rollback undoes the swap by itself; and what ends the transaction ends it.
        if not outermost:
            _swap(*before)


def current_org() -> str | None:
    """The id of the organisation this transaction is inside, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [ORG_SETTING])
        return cursor.fetchone()[0] or None
