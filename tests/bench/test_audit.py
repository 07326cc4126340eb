"""Verifying the audit, against hashing the same bytes without reading or comparing anything."""

import hashlib

import pytest

from coe.audit import chain
from coe.audit.models import Entry
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from tests.bench.conftest import show, took

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def test_audit(group: Organisation) -> None:
    with inside(group.pk):
        rows = [
            entry.previous.encode() + b"\n" + chain.canonical(chain.columns_of(entry))
            for entry in Entry.objects.order_by("seq")
        ]
        assert chain.check(group.pk) == (len(rows), None)
        verify = min(took(lambda: chain.check(group.pk)) for _ in range(3))
    plain = min(took(lambda: [hashlib.sha256(row).hexdigest() for row in rows]) for _ in range(3))
    show(
        f"Audit of {len(rows):,} rows, {sum(map(len, rows)) / 1e6:.1f} MB", ("", "rows per second", "hashing / this"),
        [("plain hashing", f"{len(rows) / plain:,.0f}", "1×"),
         ("chain.check", f"{len(rows) / verify:,.0f}", f"{verify / plain:.0f}×")],
    )  # fmt: skip
