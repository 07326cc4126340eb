"""Geometry for small drawings, as SVG attributes: sizes come from data, and inline styles are not allowed."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spark:
    """A sparkline in user units. `goal` is the height of the dashed line, or None."""

    width: int
    height: int
    path: str
    last_x: float
    last_y: float
    goal: float | None


def spark(
    values: Sequence[float | None], *, goal: float | None = None, width: int = 72, height: int = 22
) -> Spark | None:
    """Points spread over WIDTH × HEIGHT with 3 units of air. None values leave a gap. None when all are."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = (
        min([*known, *([goal] if goal is not None else [])]),
        max([*known, *([goal] if goal is not None else [])]),
    )
    air, span = 3.0, (high - low) or 1.0
    step = (width - 2 * air) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return round(height - air - (value - low) / span * (height - 2 * air), 1)

    parts, pen_down, last = [], False, (air, y(known[-1]))
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        last = (round(air + index * step, 1), y(value))
        parts.append(f"{'L' if pen_down else 'M'}{last[0]} {last[1]}")
        pen_down = True
    return Spark(width, height, " ".join(parts), *last, None if goal is None else y(goal))


def ring(used: float, limit: float) -> tuple[int, str]:
    """How full a counter is: (percent capped at 100, state family). Amber from 80 %, red when over."""
    share = used / limit if limit else 0.0
    return min(100, round(share * 100)), "stop" if share > 1 else "wait" if share >= 0.8 else ""


def time_left(share_left: float | None, over: bool) -> str:
    """State family of a deadline: over is stop, under 40 % of the time is wait, else silent."""
    if over:
        return "stop"
    return "wait" if share_left is not None and share_left < 0.4 else ""
