"""`manage.py rotate_secrets`: seals every stored secret with the newest key, while the system runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coe.accounts.factor_adapter import seal_anew
from coe.tenancy.sealed import rotate
from coe.tenancy.secrets import newest_key


class Command(BaseCommand):
    help = (
        "Put a new key first in COE_CREDENTIAL_KEYS, restart, run this, then remove the old key. "
        "Can be run again at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = rotate()
        moved, current = seal_anew()
        done.sealed += moved
        done.current += current
        self.stdout.write(
            f"Sealed {done.sealed} secrets with key {newest_key()}; {done.current} were sealed with it already."
        )
        if done.unreadable:
            raise CommandError(
                f"{done.unreadable} secrets could not be opened: their key is not in COE_CREDENTIAL_KEYS. "
                "Put it back, or reconnect those channels."
            )
