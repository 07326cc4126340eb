"""Orders and bookings, what was spent, and what was aimed at."""

import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from coe.demo.past import backdated, uid
from coe.demo.steps import Stage, step
from coe.demo.texts import load
from coe.tenancy.secrets import seal
from reporting.attribution.models import Conversion, ConversionKey, Cost
from reporting.attribution.signing import new_secret
from reporting.goals.models import Goal

KEY = "Booking engine"
SOURCE = {"nordhang": "Tickets", "highpass": "Tickets", "sable-pine": "Tables"}
KINDS = {"Tickets": "order", "Tables": "lead", "Bookings": "booking"}
# What of a brand's revenue goes back into its posts: some spend well, some do not.
SPENT = {
    "nordhang": 0.26, "larkmere": 0.34, "lodges": 0.3, "yukimori": 0.19, "sable-pine": 0.42, "highpass": 0.55,
    "fernhold": 0.48,
}  # fmt: skip
UNMATCHED = ("no_trace", "no_trace", "late", "unknown", "ambiguous")


@step(72, "orders and bookings")
def conversions(stage: Stage) -> str:
    _key(stage)
    orders = {row["slug"]: row["order"] for row in load("group")["brands"]}
    rows: list[Conversion] = []
    for click_id, link_id, brand, at in stage.things["clicks"]:
        if stage.chance.random() < 0.047:
            rows += _conversion(stage, len(rows), brand, orders[brand], at, click_id, link_id)
    with backdated(Conversion):
        Conversion.objects.bulk_create(rows, batch_size=1000)
    earned: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.brand_id and row.currency == stage.org.currency:
            earned[row.brand.slug] += row.value  # type: ignore[union-attr]
    stage.things["earned"], stage.things["conversions"] = earned, rows
    matched = sum(1 for row in rows if row.link_id)
    return f"{len(rows)} conversions, {matched} matched, {stage.org.currency} {sum(earned.values()):,.0f}"


def _key(stage: Stage) -> None:
    person = stage.people["anna"]
    made = stage.ago(days=399)
    key = ConversionKey(
        id=uid(stage.org.slug, "key"), org=stage.org, name=KEY, source="Bookings", created_by=person, created_at=made,
        used_at=stage.ago(minutes=26),
    )  # fmt: skip
    key.secret = seal({"secret": new_secret()}, org=stage.org.pk, row=key.pk, column="secret")
    with backdated(ConversionKey):
        key.save(force_insert=True)
    stage.trail.note(made, person, "conversion.import", key, after={"name": KEY, "source": "Bookings"})


def _conversion(
    stage: Stage, number: int, brand: str, order: list[int], at: datetime, click_id: uuid.UUID, link_id: uuid.UUID
) -> list[Conversion]:
    chance = stage.chance
    occurred = (at + timedelta(minutes=chance.lognormvariate(4.2, 1.5))).replace(microsecond=0)
    if occurred >= stage.now:
        return []
    source = SOURCE.get(brand, "Bookings")
    why = chance.choice(UNMATCHED) if chance.random() < 0.07 else ""
    value = Decimal(chance.triangular(order[0], order[1], order[0] * 1.4)).quantize(Decimal("0.05"))
    return [
        Conversion(
            id=uid(stage.org.slug, "conversion", number), org=stage.org, source=source,
            external_id=f"{source[0]}{100400 + number}", kind=KINDS[source], value=value,
            currency="EUR" if chance.random() < 0.03 else stage.org.currency, occurred_at=occurred,
            received_at=occurred + timedelta(seconds=4), why=why,
            click_id=None if why else click_id, link_id=None if why else link_id,
            brand=None if why else stage.brands[brand],
        )
    ]  # fmt: skip


@step(74, "costs")
def costs(stage: Stage) -> str:
    what = load("words")["costs"]["en"]
    rows: list[Cost] = []
    monday = stage.now.date() - timedelta(days=stage.now.weekday())
    for slug, share in SPENT.items():
        weekly = float(stage.things["earned"][slug]) * share / 52
        for week in range(52, -1, -1):
            # The newest brand to earn without a cost entered is something for the analyst to do.
            if slug == "fernhold" and week == 0:
                continue
            rows.append(_cost(stage, slug, monday - timedelta(weeks=week), weekly, what))
    with backdated(Cost):
        Cost.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        stage.trail.note(
            row.entered_at, row.entered_by, "cost.enter", row, label=row.what,
            after={"amount": row.amount, "currency": row.currency, "spent_on": row.spent_on},
        )  # fmt: skip
    return f"{len(rows)} costs, {stage.org.currency} {sum(row.amount for row in rows):,.0f}"


def _cost(stage: Stage, slug: str, day: date, weekly: float, what: list[str]) -> Cost:
    entered = datetime.combine(day, datetime.min.time(), stage.now.tzinfo) + timedelta(hours=8, minutes=len(slug))
    campaign = next(
        (one for one in stage.things["campaigns"] if one.starts_on <= day <= one.ends_on), None
    ) if stage.chance.random() < 0.5 else None  # fmt: skip
    amount = Decimal(max(40.0, weekly * stage.chance.uniform(0.55, 1.5))).quantize(Decimal(5))
    return Cost(
        id=uid(stage.org.slug, "cost", slug, day), org=stage.org, brand=stage.brands[slug], campaign=campaign,
        what=stage.chance.choice(what), amount=amount, currency=stage.org.currency, spent_on=day,
        entered_by=stage.people["anna"], entered_at=min(entered, stage.now),
    )  # fmt: skip


@step(76, "goals")
def goals(stage: Stage) -> str:
    """For each quarter and the year: what was reached, more or less. Some brands were asked for too much."""
    earned: dict[tuple[str, date], float] = defaultdict(float)
    for row in stage.things["conversions"]:
        if row.brand_id and row.currency == stage.org.currency:
            earned[row.brand.slug, _quarter(row.occurred_at.date())] += float(row.value)
    days = (stage.now.date() - date(stage.now.year, 1, 1)).days + 1
    rows: list[Goal] = []
    first = _quarter(stage.ago(days=330).date())
    while first <= stage.now.date():
        passed = min(1.0, ((stage.now.date() - first).days + 1) / ((_after(first) - first).days))
        whole = 0.0
        for place, slug in enumerate(stage.brands):
            target = earned[slug, first] / max(passed, 0.1) * (0.9, 1.06, 0.95, 0.86, 1.12, 1.22, 0.97)[place % 7]
            whole += target
            rows.append(_goal(stage, "revenue", slug, first, _after(first), target))
        rows += _common(stage, first, _after(first), whole, 13)
        first = _after(first)
    yearly = sum(value for (_slug, day), value in earned.items() if day.year == stage.now.year)
    year = date(stage.now.year, 1, 1)
    rows += _common(stage, year, date(year.year + 1, 1, 1), yearly * 365 / days * 1.01, 52)
    kept = {(row.metric, row.brand_id, row.starts_on): row for row in reversed(rows)}
    with backdated(Goal):
        Goal.objects.bulk_create(kept.values())
    for row in kept.values():
        stage.trail.note(row.set_at, row.set_by, "goal.set", row, label=row.metric, after={"target": row.target})
    return f"{len(kept)} goals"


def _common(stage: Stage, first: date, after: date, revenue: float, weeks: int) -> list[Goal]:
    wanted: dict[str, Any] = {
        "revenue": revenue, "clicks": 400 * weeks, "published": 42 * weeks, "responses": 28 * weeks, "on_time": 0.97,
        "lead_time": 6 * 3600, "roi": 1.5,
    }  # fmt: skip
    return [_goal(stage, metric, None, first, after, value) for metric, value in wanted.items()]


def _goal(stage: Stage, metric: str, slug: str | None, first: date, after: date, value: float) -> Goal:
    rounded = Decimal(str(value)).quantize(Decimal("0.01"))
    if metric == "revenue":
        rounded = Decimal(max(1000, round(value, -3)))
    at = datetime.combine(first, datetime.min.time(), stage.now.tzinfo) - timedelta(days=9, hours=-10)
    return Goal(
        id=uid(stage.org.slug, "goal", metric, slug, first, after), org=stage.org, metric=metric, target=rounded,
        brand=stage.brands[slug] if slug else None, starts_on=first, ends_on=after - timedelta(days=1),
        set_by=stage.people["clara"], set_at=at,
    )  # fmt: skip


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _after(first: date) -> date:
    month = first.month + 3
    return date(first.year + (month > 12), (month - 1) % 12 + 1, 1)
