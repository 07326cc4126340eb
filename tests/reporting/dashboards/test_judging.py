"""What is said of a figure beside its goal."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from reporting.dashboards.judging import judge


def reading(now: str, better: str = "up") -> Any:
    metric = SimpleNamespace(shipped=SimpleNamespace(summed=True), better=better, unit="count")
    return SimpleNamespace(now=Decimal(now), before=None, target=SimpleNamespace(value=Decimal(1000)), metric=metric)


@pytest.mark.parametrize(
    ("now", "elapsed", "said"),
    [
        ("1004", 1, ("ok", "check", "On goal")), ("1006", 1, ("ok", "arrow-up", "1% over goal")),
        ("996", 1, ("wait", "arrow-down", "0.4% under goal")), ("500", 0.5, ("ok", "check", "On goal")),
        ("501", 0.5, ("ok", "check", "On pace")), ("600", 0.5, ("ok", "arrow-up", "20% ahead of pace")),
    ],
)  # fmt: skip
def test_what_would_be_said_as_nothing_is_said_as_reached(now: str, elapsed: float, said: tuple[str, str, str]) -> None:
    verdict = judge(reading(now), elapsed=elapsed)
    assert (verdict.kind, verdict.icon, verdict.words) == said


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("1004", ("wait", "arrow-up", "0.4% over goal")),
        ("996", ("ok", "check", "On goal")),
        ("1000.1", ("wait", "arrow-up", "0.1% over goal")),
    ],
)
def test_more_of_what_should_be_little_is_not_reached(now: str, said: tuple[str, str, str]) -> None:
    verdict = judge(reading(now, "down"), elapsed=1)
    assert (verdict.kind, verdict.icon, verdict.words) == said
