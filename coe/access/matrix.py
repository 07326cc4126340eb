"""Who may do what and why, as rows for pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from coe.access.acts import GRANTABLE, GROUP_LABELS, Act
from coe.access.models import Grant, Scope
from coe.access.naming import named
from coe.access.reach import EVERYTHING, Reach
from coe.access.rights import RIGHT_MODELS, carries, object_of
from coe.access.rules import standing
from coe.audit.models import Entry
from coe.search.folding import says, words_of
from coe.tenancy.models import Brand, Member
from coe.web.sorting import by_local_name, by_name, ordered

SOON = timedelta(days=14)
UNUSED_AFTER = timedelta(days=90)
TELLING = (Act.POST_DRAFT, Act.POST_APPROVE, Act.POST_SCHEDULE)


@dataclass(frozen=True)
class Reason:
    """One grant that gives an act."""

    grant: Grant
    only: str = ""
    """For a channel or market grant: what it is limited to."""

    @property
    def soon(self) -> bool:
        ends = self.grant.expires_at
        return bool(ends and ends < timezone.now() + SOON)


@dataclass(frozen=True)
class Cell:
    """Whether an act is allowed on one brand, and through which grants."""

    id: str
    brand: Brand | None
    reasons: Sequence[Reason]
    unused: bool
    """Held, and not used for 90 days. Reading leaves no audit row, so only acts that change something can be unused."""

    @property
    def best(self) -> Reason | None:
        """The grant that reaches furthest and lasts longest speaks for the cell."""
        far = datetime.max.replace(tzinfo=timezone.now().tzinfo)
        return max(self.reasons, key=lambda why: (not why.only, why.grant.expires_at or far), default=None)


@dataclass(frozen=True)
class Row:
    act: Act
    cells: Sequence[Cell]

    @property
    def held(self) -> bool:
        """Whether the act is allowed anywhere in this row."""
        return any(cell.reasons for cell in self.cells)


@dataclass
class Matrix:
    brands: Sequence[Brand]
    groups: list[tuple[Any, list[Row]]] = field(default_factory=list)
    grants: Sequence[Grant] = ()
    may: int = 0
    unused: int = 0
    ending: int = 0
    telling: list[tuple[Act, int]] = field(default_factory=list)
    """The acts people ask about first, each with the number of brands it is held on; those held nowhere left out."""


def grants_of(member: Member, at: datetime, seen: Reach) -> list[Grant]:
    rows = Grant.objects.filter(standing(at), seen.reaching, member=member)
    return list(named(rows.select_related("role", "granted_by")))


def matrix_of(
    member: Member, *, at: datetime | None = None, seen: Reach = EVERYTHING, only_unused: bool = False
) -> Matrix:
    """Act × brand for one member at a moment: a fixed number of queries, however many grants.

    `seen` narrows it to the brands and grants that the reader may see, `only_unused` to the acts that lie idle.
    """
    at = at or timezone.now()
    brands = by_local_name(seen.columns())
    grants = [] if member.left_at and member.left_at <= at else grants_of(member, at, seen)
    used = _used(member, at)
    reach = _reach(grants, brands)
    matrix = Matrix(brands, grants=grants)
    grouped: dict[Any, list[Row]] = {}
    for act in Act:
        if act not in GRANTABLE:
            continue
        cells = [_cell(act, brand, _reasons(act, brand, grants, reach), used) for brand in brands]
        held = [cell for cell in cells if cell.reasons]
        idle = bool(held) and all(cell.unused for cell in held)
        matrix.may += bool(held)
        matrix.unused += idle
        if held and act in TELLING:
            matrix.telling.append((act, len(held)))
        if not only_unused or any(cell.unused for cell in held):
            grouped.setdefault(str(GROUP_LABELS[act.group]), []).append(Row(act, cells))
    matrix.groups = list(grouped.items())
    matrix.ending = sum(Reason(grant).soon for grant in grants)
    return matrix


def _used(member: Member, at: datetime) -> set[tuple[str, UUID | None]]:
    """(act, brand) of what a member did in the 90 days before; without a brand it counts for every brand."""
    rows = Entry.objects.filter(actor_id=str(member.pk), at__gte=at - UNUSED_AFTER, at__lte=at)
    return set(rows.values_list("act", "brand").distinct())


def _cell(act: Act, brand: Brand, reasons: Sequence[Reason], used: set[tuple[str, UUID | None]]) -> Cell:
    done = (act.value, brand.pk) in used or (act.value, None) in used
    unused = bool(reasons) and not done and not act.value.endswith(".see")
    return Cell(f"{act.name}-{brand.slug}", brand, reasons, unused)


def _reach(grants: Sequence[Grant], brands: Sequence[Brand]) -> dict[UUID, dict[UUID, str]]:
    """For channel grants: which brand the channel belongs to. {grant scope id: {brand id: channel name}}."""
    ids = [grant.scope_id for grant in grants if grant.scope == Scope.CHANNEL]
    if not ids or Scope.CHANNEL not in RIGHT_MODELS:
        return {}
    return {row.pk: {row.brand_id: str(row)} for row in object_of(Scope.CHANNEL).objects.filter(pk__in=ids)}


def _reasons(act: Act, brand: Brand, grants: Sequence[Grant], reach: dict[UUID, dict[UUID, str]]) -> list[Reason]:
    found = []
    for grant in grants:
        if act.value not in grant.role.acts or not carries(grant.scope, act):
            continue
        if grant.scope == Scope.ORGANISATION or (grant.scope == Scope.BRAND and grant.scope_id == brand.pk):
            found.append(Reason(grant))
        elif grant.scope == Scope.MARKET:
            found.append(Reason(grant, only=grant.place))
        elif brand.pk in reach.get(grant.scope_id, {}):
            found.append(Reason(grant, only=reach[grant.scope_id][brand.pk]))
    return found


def members(seen: Reach, *, also: UUID, search: str = "", left: bool = False, sort: str = "") -> list[Member]:
    """Members with their standing roles as `roles`, by name. `also` is always among them: whoever looks."""
    rows = Member.objects.filter(Q() if seen.whole else seen.people(left=left) | Q(pk=also))
    rows = rows.filter(left_at__isnull=not left).select_related("user", "partner")
    if words := words_of(search):
        rows = rows.filter(says(words, "name", "user__email", "title"))
    columns = {
        "name": by_name("name"), "title": by_name("title"), "partner": by_name("partner__name"),
        "joined": "joined_at", "seen": "last_seen_at",
    }  # fmt: skip
    ordered_rows = rows.order_by(*ordered(sort, columns, (by_name("name"),)))
    return with_roles(list(ordered_rows), seen, also=also)


def with_roles(people: list[Member], seen: Reach, *, also: UUID) -> list[Member]:
    """Members with their standing grants as `roles`. One query."""
    roles: dict[UUID, list[Grant]] = defaultdict(list)
    shown = Q() if seen.whole else seen.reaching | Q(member=also)
    held = Grant.objects.filter(standing(), shown, member__in=people)
    for grant in named(held.select_related("role").order_by("granted_at")):
        roles[grant.member_id].append(grant)
    for person in people:
        person.roles = roles[person.pk]  # type: ignore[attr-defined]
    return people


def through_what(act: Act, place: Any) -> list[tuple[Member, Grant]]:
    """Everybody who may do an act at a place, each with the grant that gives it, by name."""
    wanted = Q(scope=Scope.ORGANISATION)
    for scope, id_ in place.ids():
        if id_ and carries(scope, act):
            wanted |= Q(scope=scope, scope_id=id_)
    held = Grant.objects.filter(standing(), wanted, role__acts__contains=[act.value], member__left_at__isnull=True)
    rows = named(held).select_related("member", "role", "granted_by")
    rows = rows.order_by(by_name("member__name"), "member_id", "scope")
    return [(grant.member, grant) for grant in rows]
