"""`manage.py remove_factors <e-mail>`: for somebody who lost phone, passkeys and recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coe.accounts.people import login_of
from coe.accounts.trail import tried


class Command(BaseCommand):
    help = (
        "Takes away every second factor of a login and ends its sessions, after you made sure who asks. Password and "
        "e-mail stay. It stands in the audit of each of their organisations."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = login_of(email)
        if user is None:
            raise CommandError(f"There is no login for {email}.")
        count, _rows = Authenticator.objects.filter(user=user).delete()
        if not count:
            raise CommandError(f"{email} has no second factor.")
        for session in UserSession.objects.filter(user=user):
            session.end()
        tried(email, "factors-removed")
        self.stdout.write(f"Removed. {email} signs in with the password alone, until a second factor is set up again.")
