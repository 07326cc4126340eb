"""Benchmarks: what something costs, beside what the least of its kind costs in the same run. Nothing is asserted in time.

Run `python3 manage.py test -m bench -s`. Figures of a busy machine are worth their ratio and no more.
"""

import gc
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

import pytest
from django.template import Template
from django.test.utils import _TestState

from tests.coe_demo.conftest import group, seeded, sign_in  # noqa: F401
from tests.publishing.delivery.conftest import committed, governance, net, plain  # noqa: F401

HERE = Path(__file__).parent
# The folder shares one demo: what needs an empty database comes before it, what wipes the database after it.
_ORDER = {"test_search": 0, "test_open_tabs": 2, "test_paint": 2}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _ORDER.get(item.path.stem, 1) if item.path.parent == HERE else 1)


@pytest.fixture
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what the test environment adds to each template, and with the collector as coe/wsgi.py leaves it."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    gc.collect()
    gc.freeze()


def took(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spent(work: Callable[[], object]) -> float:
    """Seconds of this process's own work in one run, which a busy machine changes little."""
    began = time.process_time()
    work()
    return time.process_time() - began


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
