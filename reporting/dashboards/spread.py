"""The figures as analysts take them out: one row for each brand, metric and period, with what it is compared to."""

from collections.abc import Sequence
from typing import Any

from coe.web.joining import local_name
from reporting.dashboards.numbers import Numbers
from reporting.metrics.selectors import name_of

KEYS = ("revenue", "published", "responses", "clicks", "lead_time", "conversions", "cost", "roi", "on_time")
HEADER = (
    "brand", "metric", "name", "version", "unit", "first_day", "last_day", "value", "before", "change", "mean_of_four",
)  # fmt: skip
_MEAN = 4


def sheet_rows(numbers: Numbers) -> list[Sequence[Any]]:
    """`before`: one period earlier. `change`: from it, as a share. `mean_of_four`: of the last four, if known."""
    import pandas as pd  # Only here: no page waits for it.

    found = []
    for brand in [None, *numbers.scope.brands]:
        for key in KEYS:
            if brand is not None and key == "lead_time":
                continue
            reading, who = numbers.reading(key, brand), local_name(brand) if brand else ""
            metric = reading.metric
            found += [
                (who, key, name_of(metric), metric.version, metric.unit, one.first, one.last, value)
                for one, value in zip(numbers.periods, reading.values, strict=True)
            ]
    table = pd.DataFrame(found, columns=list(HEADER[:8]))
    value = pd.to_numeric(table["value"])
    series = value.groupby([table["brand"], table["metric"]], sort=False)
    before = series.shift(1)
    table["before"] = table.groupby(["brand", "metric"], sort=False)["value"].shift(1)
    table["change"] = ((value - before) / before.abs()).where(before != 0).round(4)
    table["mean_of_four"] = series.transform(lambda one: one.rolling(_MEAN).mean()).round(4)
    plain = table.astype(object).where(table.notna(), None)
    return [tuple(row) for row in plain.itertuples(index=False)]
