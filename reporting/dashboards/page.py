"""The executive page, ready to be written: cards, brand table, and the tables behind the charts."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coe.access.api import Request
from coe.tenancy.models import Brand
from coe.web.joining import local_name
from coe.web.templatetags.coe import why as why_link
from reporting import formats
from reporting.dashboards import words
from reporting.dashboards.attention import AtRisk, Attention, Choice
from reporting.dashboards.happenings import Happening, happenings, marks
from reporting.dashboards.judging import Verdict, judge
from reporting.dashboards.numbers import Numbers, Reading
from reporting.dashboards.provenance import Provenance, card_id
from reporting.metrics.selectors import name_of

FIVE = ("revenue", "published", "responses", "clicks", "lead_time")
JUDGED = (*FIVE, "on_time", "roi")
IN_TABLE = ("revenue", "clicks", "responses")


@dataclass(frozen=True)
class Figure:
    """One of the five, with its line; its card says how it was computed."""

    key: str
    name: str
    value: str
    url: str
    card: str
    verdict: Verdict
    of: str
    chart: SafeString
    label: str
    target: str
    rows: Callable[[], list[tuple[str, str]]]
    """(period, value), worked out only for who reads tables."""


@dataclass(frozen=True)
class Cell:
    key: str
    value: str
    url: str
    of: str
    values: list[float | None]
    goal: float | None
    kind: str

    @property
    def card(self) -> str:
        return card_id(self.key)


@dataclass(frozen=True)
class BrandRow:
    brand: Brand
    cells: list[Cell]
    published: str
    roi: str
    on_time: str
    on_time_verdict: Verdict
    covers: str
    urls: dict[str, str]
    readings: dict[str, Reading]

    @property
    def name(self) -> str:
        return local_name(self.brand)

    @cached_property
    def tables(self) -> list[list[str]]:
        return [[formats.count(value) for value in self.readings[key].values] for key in (*IN_TABLE, "published")]


class Page:
    def __init__(self, request: Request, numbers: Numbers) -> None:
        self.request, self.numbers = request, numbers
        self.elapsed = numbers.period.elapsed(numbers.now)
        self.currency = numbers.scope.org.currency
        self.attention = Attention(request, numbers)
        self.how = Provenance(request, numbers)

    @cached_property
    def happenings(self) -> list[Happening]:
        """What the marks on the lines stand for."""
        return happenings(self.request.rights, self.numbers)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        return {key: self.numbers.reading(key) for key in JUDGED}

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        return {key: judge(reading, elapsed=self.elapsed) for key, reading in self.readings.items()}

    @property
    def story(self) -> list[SafeString]:
        def why(key: str, number: str) -> SafeString:
            return why_link(number, self.how.definition(key), card_id(key), of=self.how.of(key), css="ask-word")

        return words.paragraph(self.numbers, self.readings, self.verdicts, running=self.elapsed < 1, why=why)

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
            key=key,
            name=name_of(metric),
            value=formats.figure(reading.now, metric.unit, self.currency),
            url=self.how.definition(key),
            card=card_id(key),
            verdict=verdict,
            of=self.how.of(key),
            chart=self._chart(key, reading, verdict, label),
            label=label,
            target=formats.figure(reading.target.value, metric.unit, self.currency) if reading.target else "",
            rows=lambda: self._rows(reading),
        )

    def _rows(self, reading: Reading) -> list[tuple[str, str]]:
        return [
            (period.short, formats.figure(value, reading.metric.unit, self.currency, full=True))
            for period, value in zip(self.numbers.periods, reading.values, strict=True)
        ]

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
            "events": marks(self.happenings),
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
        if not known:
            data["events"] = []
        if known and min(known) == max(known) and "goal" not in data:
            # A level line in the middle: it must not look like the bottom.
            data["from"] = known[0] - 1
        return format_html(
            '<div class="fig-chart" data-chart role="img" aria-label="{}"></div>{}',
            label,
            json_script(data, f"chart-{key}"),
        )

    # ── what waits ──────────────────────────────────────────────────────────────────────────────

    def choices(self) -> list[tuple[Choice, SafeString]]:
        """The decisions wanted, each with what opens the definition of its number."""
        return [(one, self.how.ask(one.metric, one.number)) for one in self.attention.choices(self.verdicts)]

    def risks(self) -> list[tuple[AtRisk, SafeString]]:
        return [(one, self.how.ask(one.metric, formats.count(one.count))) for one in self.attention.at_risk()]

    # ── brands ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def brands(self) -> list[BrandRow]:
        rows = [self._brand(brand) for brand in self.numbers.scope.brands]
        return [row for _value, row in sorted(rows, key=lambda pair: (-pair[0], local_name(pair[1].brand)))]

    def _brand(self, brand: Brand) -> tuple[Decimal, BrandRow]:
        readings = {key: self.numbers.reading(key, brand) for key in (*IN_TABLE, "published", "roi", "on_time")}
        urls = {key: self.how.definition(key, brand) for key in readings}
        cells = []
        for key in IN_TABLE:
            reading = readings[key]
            goal = float(reading.target.value) if reading.target else None
            cells.append(
                Cell(
                    key,
                    formats.short(reading.now),
                    urls[key],
                    self.how.of(key, brand),
                    [None if value is None else float(value) for value in reading.values],
                    goal,
                    judge(reading, elapsed=self.elapsed).kind,
                )
            )
        row = BrandRow(
            brand, cells, formats.short(readings["published"].now), formats.percent(readings["roi"].now),
            formats.percent(readings["on_time"].now), judge(readings["on_time"], elapsed=self.elapsed),
            self.how.covers(brand), urls, readings,
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
            sentence = ngettext(
                "%(good)d of %(all)d brands reaches its revenue goal",
                "%(good)d of %(all)d brands reach their revenue goals",
                good,
            )
            return sentence % said
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
        return [(name, self.how.definition(key)) for key, name in names.items()]

    @property
    def table_names(self) -> list[str]:
        return [name_of(self.numbers.metrics[key]) for key in (*IN_TABLE, "published")]
