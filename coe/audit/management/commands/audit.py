"""`manage.py audit verify`: walks the chain of every organisation, or of one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coe.audit import chain
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation


class Command(BaseCommand):
    help = "Checks the audit chain. Exit code 1 and the first bad entry when it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--org", default="", help="slug of one organisation")
        parser.add_argument(
            "--anchor", default="", help="seq:hash written down earlier; finds a trail whose end was cut off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organisations = Organisation.objects.order_by("slug")
        if options["org"]:
            organisations = organisations.filter(slug=options["org"])
            if not organisations:
                raise CommandError(f"There is no organisation {options['org']!r}.")
        bad = []
        for organisation in organisations:
            with inside(organisation.pk):
                count, broken = chain.check(organisation.pk)
                broken = broken or _anchored(options["anchor"], count)
                end = chain.end(organisation.pk)
            if broken:
                bad.append(organisation.slug)
                self.stdout.write(f"{organisation.slug}: entry {broken.seq} is {broken.what}")
            else:
                self.stdout.write(f"{organisation.slug}: {count} entries, intact, anchor {end}")
        if bad:
            raise CommandError("The audit does not hold: " + ", ".join(bad))


def _anchored(anchor: str, count: int) -> chain.Break | None:
    """A chain whose end was cut off still holds; only a number written down earlier tells."""
    if not anchor:
        return None
    seq, _colon, said = anchor.partition(":")
    if not seq.isdigit():
        raise CommandError("An anchor reads seq:hash, such as 120:9f3c….")
    found = chain.hash_at(int(seq))
    if found is None:
        return chain.Break(count + 1, "missing")
    return None if found == said else chain.Break(int(seq), "altered")
