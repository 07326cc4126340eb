"""Forms that were opened before somebody else saved.

A form carries a fingerprint of the row as its writer saw it. When the row differs on saving, nothing is written,
and the form comes back with what was typed and the new fingerprint: saving again is then a decision.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from coe.states import Stale


def fingerprint(row: models.Model, fields: Sequence[str]) -> str:
    """16 hexadecimal signs over the named columns."""
    seen = {name: getattr(row, name) for name in fields}
    return hashlib.sha256(json.dumps(seen, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()[:16]


def must_be(row: models.Model, fields: Sequence[str], seen: str) -> None:
    """Raises Stale unless ROW, read under lock, still looks as it did when the form was opened."""
    if seen != fingerprint(row, fields):
        raise Stale(row)


def changes(row: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What would change: ({name: old}, {name: new}); the audit's before and after."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    return {name: getattr(row, name) for name in differing}, differing
