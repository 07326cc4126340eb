"""Reading one's own dry runs: a result holds what its member may see, so it is nobody else's."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand, Member
from coe.web.wording import Span
from governance.dryruns.models import DryRun
from governance.dryruns.past import PastPost, Said, past_posts
from governance.dryruns.states import State
from governance.policies.checks import Content
from governance.policies.evaluation import numbered, run, worded
from governance.policies.findings import Finding
from governance.policies.models import Rule, RuleVersion

PER_PAGE = 20
AROUND = 160
"""Signs shown before and after what was found in a long text."""


def runs(member: Member, rule: Rule) -> QuerySet[DryRun]:
    """A member's runs of a rule, the newest first."""
    return DryRun.objects.filter(rule=rule, member=member).select_related("rule").order_by("-created_at", "-pk")


def newest(member: Member, rule: Rule) -> DryRun | None:
    return runs(member, rule).exclude(state=State.STOPPED).first()


def run_or_404(member: Member, rule: Rule, run_id: UUID) -> DryRun:
    found = runs(member, rule).filter(pk=run_id).first()
    if found is None:
        raise Http404
    return found


def stale(run: DryRun) -> bool:
    """Whether the rule says something else by now."""
    return run.number != run.rule.version


@dataclass(frozen=True)
class Share:
    """A line of the result: how many posts were looked at, and in how many something was found."""

    name: Any
    looked: int
    hit: int


def by_brand(run: DryRun, rights: Rights) -> list[Share]:
    """By brand, those with most findings first; `name` is the Brand.

    Rights may have narrowed since the run: brands that are not seen any more come last, as one, with None for a name.
    Their sum is no secret, for the run's own counts hold it.
    """
    seen = Brand.objects.filter(rights.reach(Act.POST_SEE), pk__in=run.by_brand)
    brands = {str(brand.pk): brand for brand in seen}
    shares = [Share(brands[key], *counts) for key, counts in run.by_brand.items() if key in brands]
    others = [counts for key, counts in run.by_brand.items() if key not in brands]
    last = [Share(None, sum(looked for looked, _hit in others), sum(hit for _looked, hit in others))] if others else []
    return sorted(shares, key=lambda one: (-one.hit, str(one.name))) + last


def by_month(run: DryRun) -> list[Share]:
    """By month, the oldest first; `name` is its first day."""
    return [Share(date.fromisoformat(f"{key}-01"), *counts) for key, counts in sorted(run.by_month.items())]


@dataclass(frozen=True)
class Place:
    """A text something was found in, cut around it. `spans` mark the words; `notes` say what is about all of it."""

    channels: list[str]
    language: str
    text: str
    spans: list[Span]
    notes: list[str]


@dataclass(frozen=True)
class Touched:
    """A post something was found in, as it stands now; no places: it says something else by now."""

    post: PastPost
    places: list[Place]


def touched(run: DryRun, rights: Rights, number: Any) -> Any:
    """A page of the posts that are kept, of those the member may still see, each with what was found."""
    page: Any = Paginator(run.hits, PER_PAGE).get_page(number)
    page.object_list = told(run, rights, list(page.object_list))
    return page


def told(of: DryRun, rights: Rights, ids: list[UUID]) -> list[Touched]:
    if not ids:
        return []
    version = RuleVersion.objects.select_related("rule").get(rule=of.rule_id, number=of.number)
    return [
        Touched(post, [place for said in post.said for place in _places(of, version, said)])
        for post in past_posts().some(rights, ids)
    ]


def _places(of: DryRun, version: RuleVersion, said: Said) -> list[Place]:
    content = Content.of(said.texts, said.language, paid=said.paid)
    findings = worded(numbered(run(version, content, severity=of.severity), list(said.texts)), [version])
    fields: dict[str, list[Finding]] = {}
    for finding in findings:
        fields.setdefault(finding.field, []).append(finding)
    return [_place(said, said.texts.get(field, ""), found) for field, found in fields.items()]


def _place(said: Said, text: str, found: list[Finding]) -> Place:
    spans = [replace(one.span, number=number) for number, one in enumerate(found, start=1) if one.end]
    notes = [one.text for one in found if not one.end]
    first = min((span.start for span in spans), default=0)
    start = max(0, first - AROUND)
    cut = text[start : first + 2 * AROUND]
    near = [replace(one, start=one.start - start, end=one.end - start) for one in spans]
    before, after = "…" * bool(start), "…" * (start + len(cut) < len(text))
    moved = [replace(one, start=one.start + len(before), end=one.end + len(before)) for one in near]
    return Place(list(said.channels), said.language, before + cut + after, moved, list(dict.fromkeys(notes)))
