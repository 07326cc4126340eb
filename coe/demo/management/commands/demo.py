"""`manage.py demo`: a believable group with a year behind it and a day's work before it, and a second organisation."""

import random
import time
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connections, transaction
from django.utils import timezone

from coe.audit import health
from coe.demo.people import make_organisation
from coe.demo.steps import GROUP, OTHER, TODAY, Stage, Step, steps
from coe.demo.texts import load
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation

SEED = 7
FILES = {GROUP: "group", OTHER: "southgate"}


class Command(BaseCommand):
    help = "Fills an empty installation with the demo. Does nothing where it is already."

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.filter(slug__in=FILES).exists():
            self.stdout.write("The demo is already there.")
            return
        began = time.monotonic()
        bring_steps()
        chance, now = random.Random(SEED), timezone.now()  # noqa: S311  (the same demo every time)
        # All or nothing: a demo that was interrupted leaves no half of itself.
        with transaction.atomic():
            for slug, file in FILES.items():
                raw = load(file)["organisation"]
                stage = Stage(make_organisation(**raw, stage_now=now), now, chance, say=self.stdout.write)
                self.stdout.write(f"{raw['name']} ({slug})")
                with inside(stage.org.pk):
                    fill(stage)
                    health.walk_if_old(stage.org.pk)
        # Postgres would learn of a year of rows only in a minute or two, and until then plan as if there were none.
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Demo ready after {time.monotonic() - began:.0f} s.")


def bring_steps() -> None:
    """Imports the demo of every package that has one: importing registers its steps."""
    import_module("coe.demo.people")
    import_module("coe.demo.access")
    import_module("coe.demo.day")
    for config in apps.get_app_configs():
        if "." not in config.name:
            try:
                import_module(f"{config.name}.demo")
            except ModuleNotFoundError as error:
                if error.name != f"{config.name}.demo":
                    raise


def fill(stage: Stage) -> None:
    """Runs every step of an organisation, and chains most of the past before the first act of today."""
    written = False
    for order, label, run in steps(stage.org.slug):
        if order >= TODAY and not written:
            timed(stage, "audit of the past", _chain)
            written = True
        timed(stage, label, run)


def _chain(stage: Stage) -> str:
    """The last two days stay out: acts of today come between them."""
    return f"{stage.trail.write(stage.org, until=stage.ago(days=3))} entries"


def timed(stage: Stage, label: str, run: Step) -> None:
    began = time.monotonic()
    said = run(stage)
    stage.say(f"  {time.monotonic() - began:5.1f} s  {label}: {said}")
