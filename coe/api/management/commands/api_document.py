"""`manage.py api_document`: compares the OpenAPI document with the one that is kept, or `--write`s it anew."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coe.api.description import as_json

KEPT = Path(settings.BASE_DIR) / "docs" / "api" / "openapi.json"
MOST_LINES = 80


class Command(BaseCommand):
    help = "Exit code 1 and the difference when the API is not what docs/api/openapi.json says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="keep the document as it is now")

    def handle(self, *args: Any, **options: Any) -> None:
        now = as_json()
        if options["write"]:
            KEPT.parent.mkdir(parents=True, exist_ok=True)
            KEPT.write_text(now)
            self.stdout.write(f"Written: {KEPT.relative_to(settings.BASE_DIR)}")
            return
        before = KEPT.read_text() if KEPT.exists() else ""
        if before == now:
            self.stdout.write("The API is what docs/api/openapi.json says.")
            return
        lines = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "kept", "now", lineterm=""))
        raise CommandError("\n".join(["The API is not what docs/api/openapi.json says:", *lines[:MOST_LINES]]))
