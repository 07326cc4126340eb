"""`manage.py close_organisation <slug> <slug>`: for an organisation in which nobody is left to look after it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.accounts.closing_down import close_organisation
from coe.tenancy.models import Organisation


class Command(BaseCommand):
    help = (
        "Ends every membership of an organisation, revokes its tokens, feeds and invitations, forgets the logins of "
        "its channels, and removes its webhooks and group chats. Nothing it wrote is deleted, and the audit stays. "
        "Nobody can open it afterwards. Type its slug twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("again", help="the slug once more")

    def handle(self, *args: Any, slug: str, again: str, **options: Any) -> None:
        if slug != again:
            raise CommandError("The two slugs differ. Nothing was changed.")
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {slug}.")
        ended = close_organisation(Actor.task(organisation.pk, "close_organisation", Act.SYSTEM_MAINTAIN))
        if not ended:
            raise CommandError(f"{organisation.name} has no members: it is closed already.")
        self.stdout.write(f"{organisation.name} is closed; {ended} memberships ended. Its audit stays.")
