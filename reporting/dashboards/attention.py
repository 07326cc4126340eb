"""What is at risk, and the three decisions wanted. Both are derived from how things stand now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act
from coe.tenancy.models import Brand
from coe.web.joining import listed, local_name
from coe.web.links import to
from coe.web.networks import label as network_name
from governance import api as governance
from publishing import api as publishing
from reporting import formats
from reporting.dashboards.judging import Verdict
from reporting.dashboards.numbers import Numbers

_METRICS = {"unknown": "unknown_outcomes", "late": "late_versions", "refused": "refused_versions"}


@dataclass(frozen=True)
class AtRisk:
    """A line of the list. `since` or `due` is shown at its end."""

    kind: str
    icon: str
    title: str
    detail: str
    url: str
    since: datetime | None = None
    due: datetime | None = None
    metric: str = ""
    """What its number counts, and that number."""
    count: int = 0

    @property
    def when_words(self) -> str:
        if self.since:
            return _("since %(moment)s") % {"moment": formats.moment(self.since, "short", zone=False)}
        if self.due:
            return _("by %(moment)s") % {"moment": formats.moment(self.due, "short", zone=False)}
        return ""


@dataclass(frozen=True)
class Choice:
    """A decision wanted: the question, why, and where it is taken."""

    question: str
    why: str
    url: str
    button: str
    metric: str = ""
    """What its number is an instance of, and that number as written."""
    number: str = ""


class Attention:
    """Reads each fact once, for the list and for the decisions."""

    def __init__(self, request: Any, numbers: Numbers) -> None:
        self.request, self.numbers = request, numbers

    def url(self, *names: str) -> str:
        """The first of these pages that exists; empty when none does."""
        for name in names:
            try:
                return to(self.request, name)
            except NoReverseMatch:
                continue
        return ""

    @cached_property
    def decide_url(self) -> str:
        """Where approvals wait: one's own for who decides, all open ones for who reads; empty for others."""
        if self.decides:
            return self.url("approvals")
        reads = self.request.rights.may(Act.POST_SEE, anywhere=True)
        return self.url("approvals_history") + "?state=open" if reads else ""

    @property
    def decides(self) -> bool:
        return bool(self.request.rights.may(Act.POST_APPROVE, anywhere=True))

    @cached_property
    def deliveries(self) -> dict[str, publishing.Risk]:
        scope = self.numbers.scope
        rows = publishing.deliveries_at_risk(brand_ids=scope.ids, channel_ids=scope.channel_ids, now=self.numbers.now)
        return {row.kind: row for row in rows}

    @cached_property
    def approvals(self) -> governance.Pressure:
        return governance.pressure(brand_ids=self.numbers.scope.ids, now=self.numbers.now)

    @cached_property
    def broken(self) -> list[publishing.ChannelFacts]:
        scope = self.numbers.scope
        return publishing.channels_measured(brand_ids=scope.ids, channel_ids=scope.channel_ids, state="attention")

    # ── at risk ─────────────────────────────────────────────────────────────────────────────────

    def at_risk(self) -> list[AtRisk]:
        return [*self._freezes(), *self._deliveries(), *self._approvals(), *self._channels()]

    def _freezes(self) -> list[AtRisk]:
        held = self.deliveries.get("held")
        words = (
            ngettext("Publishing is stopped; %(n)d version is held", "Publishing is stopped; %(n)d versions are held",
                     held.count) % {"n": held.count}
            if held
            else _("Publishing is stopped; nothing is held")
        )  # fmt: skip
        scope = self.numbers.scope
        brands, channels = {brand.pk for brand in scope.brands}, set(scope.channel_ids)
        return [
            AtRisk(
                "stop",
                "player-pause",
                freeze.reason,
                words,
                self.url("freezes", "governance"),
                freeze.declared_at,
                metric="held_versions",
                count=held.count if held else 0,
            )
            for freeze in self.numbers.freezes
            if freeze.on
            and (
                freeze.brand_id is None
                or (freeze.brand_id in brands and (freeze.brand_id not in scope.parts or freeze.channel_id is None))
                or freeze.channel_id in channels
            )
        ]

    def _deliveries(self) -> list[AtRisk]:
        found = []
        for kind, (state, icon, title, detail, url) in self._sayings().items():
            row = self.deliveries.get(kind)
            if row is None:
                continue
            networks = listed(sorted({network_name(name) for name in row.networks}))
            found.append(
                AtRisk(
                    state,
                    icon,
                    title(row.count),
                    detail(row.count) % {"networks": networks},
                    url,
                    since=row.since,
                    metric=_METRICS[kind],
                    count=row.count,
                )
            )
        return found

    def _sayings(self) -> dict[str, tuple[str, str, Callable[[int], str], Callable[[int], str], str]]:
        posts = self.url("posts")
        return {
            "unknown": (
                "doubt", "help-circle",
                lambda n: ngettext("%(n)d version with an unknown outcome", "%(n)d versions with an unknown outcome", n)
                % {"n": n},
                lambda _count: _("%(networks)s did not answer; it is looked up, never sent twice"),
                self.url("unknown_outcomes", "deliveries_unknown", "deliveries") or posts,
            ),
            "late": (
                "wait", "clock-exclamation",
                lambda n: ngettext("%(n)d version is late", "%(n)d versions are late", n) % {"n": n},
                lambda n: ngettext(
                    "Its slot has passed and it is not out: %(networks)s",
                    "Their slots have passed and they are not out: %(networks)s",
                    n,
                ),
                self.url("deliveries") or posts,
            ),
            "refused": (
                "stop", "x",
                lambda n: ngettext("%(n)d version was refused", "%(n)d versions were refused", n) % {"n": n},
                lambda n: ngettext(
                    "Refused by %(networks)s; it needs a change or a retry",
                    "Refused by %(networks)s; they need a change or a retry",
                    n,
                ),
                self.url("deliveries") or posts,
            ),
        }  # fmt: skip

    def _approvals(self) -> list[AtRisk]:
        found, asked = [], self.approvals
        url = self.decide_url
        if asked.late:
            title = ngettext("%(n)d approval is late", "%(n)d approvals are late", asked.late) % {"n": asked.late}
            detail = ngettext(
                "Its step should have been decided by now", "Their steps should have been decided by now", asked.late
            )
            found.append(
                AtRisk(
                    "wait",
                    "hourglass",
                    title,
                    detail,
                    url,
                    since=asked.first_late,
                    metric="late_approvals",
                    count=asked.late,
                )
            )
        if asked.soon:
            title = ngettext(
                "%(n)d post expires undecided within a day", "%(n)d posts expire undecided within a day", asked.soon
            ) % {"n": asked.soon}
            detail = ngettext(
                "Once its slot has passed it is not sent", "Once their slots have passed they are not sent", asked.soon
            )
            found.append(
                AtRisk(
                    "wait",
                    "calendar-exclamation",
                    title,
                    detail,
                    url,
                    due=asked.first_slot,
                    metric="expiring_posts",
                    count=asked.soon,
                )
            )
        return found

    def _channels(self) -> list[AtRisk]:
        if not self.broken:
            return []
        n = len(self.broken)
        title = ngettext("%(n)d channel needs reconnecting", "%(n)d channels need reconnecting", n) % {"n": n}
        names = listed(channel.name for channel in self.broken[:3])
        return [
            AtRisk("wait", "plug-connected-x", title, names, self.url("channels"), metric="broken_channels", count=n)
        ]

    # ── decisions ───────────────────────────────────────────────────────────────────────────────

    def choices(self, verdicts: dict[str, Verdict]) -> list[Choice]:
        """At most three, what cannot wait first."""
        asked: tuple[Callable[[], Choice | None], ...] = (
            self._settle, self._decide, self._reconnect, self._move_money, self._enter_costs, self._collect,
            lambda: self._set_goals(verdicts),
        )  # fmt: skip
        return list(islice((choice for ask in asked if (choice := ask()) and choice.url), 3))

    def _settle(self) -> Choice | None:
        row = self.deliveries.get("unknown")
        if row is None:
            return None
        question = ngettext(
            "Did %(n)d version go out? Its outcome is unknown.",
            "Did %(n)d versions go out? Their outcomes are unknown.",
            row.count,
        ) % {"n": row.count}
        why = _("Nothing is sent again until somebody looks and says so.")
        url = self.url("unknown_outcomes", "deliveries_unknown", "deliveries", "posts")
        return Choice(question, why, url, _("Settle"), "unknown_outcomes", formats.count(row.count))

    def _decide(self) -> Choice | None:
        asked = self.approvals
        if not asked.late:
            return None
        question = ngettext(
            "Decide %(n)d late approval, or pass it on?", "Decide %(n)d late approvals, or pass them on?", asked.late
        ) % {"n": asked.late}
        why = ngettext(
            "%(soon)d post expires within a day if nobody does.",
            "%(soon)d posts expire within a day if nobody does.",
            asked.soon,
        ) % {"soon": asked.soon} if asked.soon else _("Its step is past the time it should take.")  # fmt: skip
        return Choice(
            question, why, self.decide_url, _("Decide") if self.decides else _("Look"),
            "late_approvals", formats.count(asked.late),
        )  # fmt: skip

    def _reconnect(self) -> Choice | None:
        if not self.broken:
            return None
        question = ngettext("Who reconnects %(n)d channel?", "Who reconnects %(n)d channels?", len(self.broken)) % {
            "n": len(self.broken)
        }
        why = _("Until then nothing is published or heard there.")
        return Choice(
            question, why, self.url("channels"), _("Open"), "broken_channels", formats.count(len(self.broken))
        )

    def _returns(self) -> list[tuple[Decimal, Decimal, Brand]]:
        """(return, cost, brand) of the brands that have both, best first."""
        rows = []
        for brand in self.numbers.scope.brands:
            roi, cost = self.numbers.reading("roi", brand).now, self.numbers.reading("cost", brand).now
            if roi is not None and cost:
                rows.append((roi, cost, brand))
        return sorted(rows, key=lambda row: -row[0])

    def _move_money(self) -> Choice | None:
        rows = self._returns()
        if len(rows) < 2 or rows[0][0] < 2 * max(rows[-1][0], Decimal(0)) or rows[0][0] <= 0:
            return None
        best, worst = rows[0], rows[-1]
        question = _("Move money from %(worst)s to %(best)s?") % {
            "worst": local_name(worst[2]), "best": local_name(best[2]),
        }  # fmt: skip
        why = _("Return on cost: %(winner)s %(best)s, %(loser)s %(worst)s.") % {
            "winner": local_name(best[2]), "best": formats.percent(best[0]),
            "loser": local_name(worst[2]), "worst": formats.percent(worst[0]),
        }  # fmt: skip
        return Choice(question, why, self.url("value"), _("Compare"), "roi", formats.percent(best[0]))

    def _enter_costs(self) -> Choice | None:
        """Not of a brand seen in part: what it cost may be known, but not here."""
        without = [
            brand for brand in self.numbers.scope.brands
            if not self.numbers.scope.partly(brand)
            and self.numbers.reading("revenue", brand).now and not self.numbers.reading("cost", brand).now
        ]  # fmt: skip
        if not without:
            return None
        question = ngettext(
            "Enter what %(n)d earning brand cost?", "Enter what %(n)d earning brands cost?", len(without)
        ) % {"n": len(without)}
        why = _("Without cost its return is not known: %(brands)s.") % {
            "brands": listed(local_name(brand) for brand in without[:3])
        }
        return Choice(question, why, self.url("costs"), _("Enter"), "cost", formats.UNKNOWN)

    def _collect(self) -> Choice | None:
        if self.numbers.reading("revenue").now is not None:
            return None
        question = _("Connect the shop, so that posts can be valued?")
        why = _("No order, lead or booking has been reported yet.")
        return Choice(question, why, self.url("conversion_keys"), _("Connect"))

    def _set_goals(self, verdicts: dict[str, Verdict]) -> Choice | None:
        if self.numbers.scope.market:  # goals are kept by brand
            return None
        if any(verdict.good is not None for verdict in verdicts.values()):
            return None
        question = _("What do we want to reach this period?")
        why = _("Without goals a figure is only a figure.")
        return Choice(question, why, self.url("goals"), _("Set goals"))
