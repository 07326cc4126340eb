"""`manage.py deliveries_late`: ends with an error when posts are due and not sent. For monitoring without workers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publishing.delivery.watching import watch


class Command(BaseCommand):
    help = "Tells people about deliveries that are due and not sent; fails when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        late = watch()
        if late:
            raise CommandError(f"{late} deliveries are due and not sent. Look at the workers of the queue publish.")
        self.stdout.write("Every delivery is on time.")
