"""The executive page, ready to be written: cards, brand table, and the tables behind the charts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coe.access.api import Request
from coe.tenancy.models import Brand
from coe.web.links import to
from coe.web.templatetags.coe import local_name
from reporting import formats
from reporting.dashboards import words
from reporting.dashboards.attention import Attention
from reporting.dashboards.judging import Verdict, judge
from reporting.dashboards.numbers import Numbers, Reading
from reporting.metrics.selectors import definition_of, name_of

FIVE = ("revenue", "published", "responses", "clicks", "lead_time")
JUDGED = (*FIVE, "on_time", "roi")
IN_TABLE = ("revenue", "clicks", "responses")


@dataclass(frozen=True)
class Figure:
    """One number with how it was computed; the arguments of components/figure.html."""

    id: str
    name: str
    value: str
    verdict: Verdict
    definition: str
    version: int
    source: str
    fetched: datetime | None
    coverage: str
    of: str
    links: list[tuple[str, str]]
    chart: SafeString
    label: str
    rows: list[tuple[str, str]]
    target: str


@dataclass(frozen=True)
class Cell:
    value: str
    url: str
    values: list[float | None]
    goal: float | None
    kind: str


@dataclass(frozen=True)
class BrandRow:
    brand: Brand
    cells: list[Cell]
    published: str
    roi: str
    on_time: str
    on_time_verdict: Verdict
    urls: dict[str, str]
    tables: list[list[str]]


class Page:
    def __init__(self, request: Request, numbers: Numbers) -> None:
        self.request, self.numbers = request, numbers
        self.elapsed = numbers.period.elapsed(numbers.now)
        self.currency = numbers.scope.org.currency
        self.attention = Attention(request, numbers)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        return {key: self.numbers.reading(key) for key in JUDGED}

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        return {key: judge(reading, elapsed=self.elapsed) for key, reading in self.readings.items()}

    @property
    def story(self) -> list[SafeString]:
        return words.paragraph(self.numbers, self.readings, self.verdicts, running=self.elapsed < 1)

    @property
    def written_from(self) -> int:
        """How many metrics the paragraph rests on."""
        return len(JUDGED)

    # ── five figures ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def figures(self) -> list[Figure]:
        return [self._figure(key) for key in FIVE]

    def _figure(self, key: str) -> Figure:
        reading, verdict = self.readings[key], self.verdicts[key]
        metric = reading.metric
        label = self.label(reading, verdict)
        return Figure(
            id=f"figure-{key}",
            name=name_of(metric),
            value=formats.figure(reading.now, metric.unit, self.currency),
            verdict=verdict,
            definition=definition_of(metric),
            version=metric.version,
            source=metric.source,
            fetched=self.fetched(key),
            coverage=self.coverage(key),
            of=self.of(key),
            links=self._links(key),
            chart=self._chart(key, reading, verdict, label),
            label=label,
            rows=[
                (period.short, formats.figure(value, metric.unit, self.currency, full=True))
                for period, value in zip(self.numbers.periods, reading.values, strict=True)
            ],
            target=formats.figure(reading.target.value, metric.unit, self.currency) if reading.target else "",
        )

    def label(self, reading: Reading, verdict: Verdict) -> str:
        """The finding, for whoever cannot see the line."""
        said = {
            "name": name_of(reading.metric),
            "value": formats.figure(reading.now, reading.metric.unit, self.currency),
            "verdict": verdict.words,
        }
        return _("%(name)s: %(value)s. %(verdict)s.") % said

    def _chart(self, key: str, reading: Reading, verdict: Verdict, label: str) -> SafeString:
        data: dict[str, Any] = {
            "kind": "trend",
            "values": [None if value is None else float(value) for value in reading.values],
            "state": verdict.kind,
        }
        known = [value for value in data["values"] if value is not None]
        if reading.target:
            unit = reading.metric.unit
            data["goal"] = float(reading.target.value)
            data["goal_text"] = (
                formats.short(reading.target.value)
                if unit in {"money", "count"}
                else formats.figure(reading.target.value, unit, self.currency)
            )
        if known and min(known) == max(known) and "goal" not in data:
            # A level line in the middle: it must not look like the bottom.
            data["from"] = known[0] - 1
        return format_html(
            '<div class="fig-chart" data-chart role="img" aria-label="{}"></div>{}',
            label,
            json_script(data, f"chart-{key}"),
        )

    def fetched(self, key: str) -> datetime | None:
        return self.numbers.heard[0] if key == "responses" else self.numbers.now

    def coverage(self, key: str) -> str:
        if key == "revenue" and self.numbers.scope.whole:
            covered = self.numbers.coverage
            share = formats.percent(covered.share)
            return _("%(matched)d of %(all)d conversions matched to a click, %(share)s of their value") % {
                "matched": covered.matched, "all": covered.all, "share": share,
            }  # fmt: skip
        if key == "responses":
            _at, answered, asked = self.numbers.heard
            return _("%(answered)d of %(asked)d channels answered when last listened to") % {
                "answered": answered, "asked": asked,
            }  # fmt: skip
        n = len(self.numbers.scope.brands)
        return ngettext("%(n)d brand", "All of %(n)d brands", n) % {"n": n}

    def of(self, key: str, brand: Brand | None = None) -> str:
        n = self.numbers.base(key, brand)
        if key == "revenue":
            return ngettext("from %(n)d conversion", "from %(n)d conversions", n) % {"n": n}
        if key == "lead_time":
            return ngettext("from %(n)d request", "from %(n)d requests", n) % {"n": n}
        return ""

    def _links(self, key: str) -> list[tuple[str, str]]:
        found = [(self._definition(key), _("Definition")), (self._definition(key) + "#history", _("All periods"))]
        if key == "revenue":
            found.append((to(self.request, "conversions"), _("The conversions")))
        elif key == "clicks":
            found.append((f"{to(self.request, 'value')}?by=post&{self.numbers.period.query}", _("By post")))
        return found

    def _definition(self, key: str, brand: Brand | None = None) -> str:
        more = f"&of={brand.slug}" if brand else ""
        return f"{to(self.request, 'metric', key)}?{self.numbers.period.query}{more}"

    # ── brands ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def brands(self) -> list[BrandRow]:
        rows = [self._brand(brand) for brand in self.numbers.scope.brands]
        return [row for _value, row in sorted(rows, key=lambda pair: (-pair[0], local_name(pair[1].brand)))]

    def _brand(self, brand: Brand) -> tuple[Decimal, BrandRow]:
        readings = {key: self.numbers.reading(key, brand) for key in (*IN_TABLE, "published", "roi", "on_time")}
        urls = {key: self._definition(key, brand) for key in readings}
        cells = []
        for key in IN_TABLE:
            reading = readings[key]
            goal = float(reading.target.value) if reading.target else None
            cells.append(
                Cell(
                    formats.short(reading.now),
                    urls[key],
                    [None if value is None else float(value) for value in reading.values],
                    goal,
                    judge(reading, elapsed=self.elapsed).kind,
                )
            )
        tables = [[formats.count(value) for value in readings[key].values] for key in (*IN_TABLE, "published")]
        row = BrandRow(
            brand, cells, formats.short(readings["published"].now), formats.rate(readings["roi"].now),
            formats.percent(readings["on_time"].now), judge(readings["on_time"], elapsed=self.elapsed), urls, tables,
        )  # fmt: skip
        return readings["revenue"].now or Decimal(0), row

    @property
    def finding(self) -> str:
        """The brand table's title says what it shows."""
        judged = [
            judge(self.numbers.reading("revenue", brand), elapsed=self.elapsed) for brand in self.numbers.scope.brands
        ]
        short = sum(1 for verdict in judged if verdict.good is False)
        good = sum(1 for verdict in judged if verdict.good)
        if short and good:
            said = {"good": good, "all": short + good}
            return _("%(good)d of %(all)d brands reach their revenue goal") % said
        if short:
            sentence = ngettext(
                "%(n)d brand falls short of its revenue goal", "%(n)d brands fall short of their revenue goals", short
            )
            return sentence % {"n": short}
        if good:
            return _("Every brand with a revenue goal reaches it")
        top = max(
            self.numbers.scope.brands,
            key=lambda brand: self.numbers.reading("revenue", brand).now or Decimal(0),
            default=None,
        )
        if top is None or not self.numbers.reading("revenue", top).now:
            return _("Brands side by side")
        return _("%(brand)s earns most") % {"brand": local_name(top)}

    @property
    def heads(self) -> list[tuple[str, str]]:
        """(short name, definition page) of the columns with lines, then of the plain ones."""
        revenue = pgettext("column", "Revenue, %(currency)s") % {"currency": self.currency}
        names = {
            "revenue": revenue, "clicks": pgettext("column", "Clicks"),
            "responses": pgettext("column", "Responses"), "roi": pgettext("column", "Return"),
            "on_time": pgettext("column", "On time"),
        }  # fmt: skip
        return [(name, self._definition(key)) for key, name in names.items()]

    @property
    def table_names(self) -> list[str]:
        return [name_of(self.numbers.metrics[key]) for key in (*IN_TABLE, "published")]
