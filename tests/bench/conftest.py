"""Benchmarks: what something costs, beside what the least of its kind costs in the same run. Nothing is asserted in time.

Run `python3 manage.py test -m bench -s`. Figures of a busy machine are worth their ratio and no more.
"""

import time
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any

import pytest
from django.db import connections

from tests.coe_demo.conftest import group, seeded, sign_in  # noqa: F401
from tests.publishing.delivery.conftest import committed, governance, net, plain  # noqa: F401


@pytest.fixture(scope="package")
def known_to_planner(seeded: str, django_db_blocker: Any) -> None:  # noqa: F811
    """Statistics, which a database that has been in use for a day has and a freshly filled one has not."""
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def took(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def p50_p95(seconds: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(seconds, n=20, method="inclusive")
    return cuts[9], cuts[18]


def show(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A small table; the first column is words, the others are figures."""
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(header))]
    print(f"\n{title}")
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *cells]))
