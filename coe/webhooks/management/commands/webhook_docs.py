"""Writes the catalogue of events into docs/webhooks.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coe.webhooks.documenting import filled


class Command(BaseCommand):
    help = "Brings the catalogue of events in docs/webhooks.md up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "webhooks.md"
        page.write_text(filled(page.read_text()))
