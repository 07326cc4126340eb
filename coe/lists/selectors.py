"""A list as one person sees it: views, columns, what narrows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import DateTimeField, F, Q, UUIDField, Value
from django.http import Http404

from coe.access.gate import Request
from coe.lists.kinds import ListKind
from coe.lists.models import Habit, SavedView
from coe.tenancy.models import Member
from coe.web.blocks import Column
from coe.web.links import to


@dataclass(frozen=True)
class ViewRow:
    view: SavedView
    url: str
    current: bool
    mine: bool
    opens: bool


@dataclass(frozen=True)
class Listing:
    """`columns` for the table tag, `shown` their keys for the rows. `elsewhere`: the default view; go there."""

    kind: ListKind
    columns: list[Column]
    shown: frozenset[str]
    views: list[ViewRow]
    query: str
    filtered: bool
    elsewhere: str = ""
    refused: dict[str, str] | None = None
    """The name under which this view could not be kept, and what is said about it."""

    @property
    def current(self) -> ViewRow | None:
        return next((row for row in self.views if row.current), None)

    @property
    def key(self) -> str:
        return self.kind.key


def opened(request: Request, kind: ListKind) -> Listing:
    """The list at this address. Without anything in the address, the member's default view is asked for."""
    kept, habit = _kept(request.member, kind)
    asked = request.GET.get("saved", "")
    query = kind.query(request.GET)
    rows = _view_rows(request, kind, query, asked, kept, habit)
    current = next((row for row in rows if row.current), None)
    chosen = current.view.columns if current and current.view.columns else habit.columns if habit else []
    columns = kind.shown(chosen)
    bare = not set(request.GET) - {"brand"}
    default = next((row.url for row in rows if row.opens), "") if bare and request.method == "GET" else ""
    return Listing(
        kind,
        columns,
        frozenset(column.key for column in columns),
        rows,
        query,
        any(request.GET.get(name) for name in kind.filters),
        default,
        _refused(request, kind),
    )


def sent_from(request: Request, kind: ListKind) -> str:
    """Where a form on a list leads back to: the list as it was narrowed, which the form says as `query`."""
    query = kind.query(request.POST.get("query", "")[:2000])
    return f"{to(request, kind.name)}?{query}" if query else to(request, kind.name)


REFUSED = "view-refused"


def remember_refused(request: Request, kind: ListKind, *, name: str, said: str) -> None:
    """The list that is shown next says why its view was not kept."""
    request.session[REFUSED] = {"kind": f"{request.org.pk}:{kind.key}", "name": name, "said": said}


def _refused(request: Request, kind: ListKind) -> dict[str, str] | None:
    """What was remembered for this list, once."""
    if request.session.get(REFUSED, {}).get("kind") != f"{request.org.pk}:{kind.key}":
        return None
    refused: dict[str, str] = request.session.pop(REFUSED)
    return refused


def _kept(member: Member, kind: ListKind) -> tuple[list[SavedView], Habit | None]:
    """One's own views and those shared by others, the oldest first, and one's habit. One statement: every list asks."""
    views = SavedView.objects.filter(Q(member=member) | Q(shared=True), kind=kind.key).order_by()
    habits = Habit.objects.filter(member=member, kind=kind.key)
    columns = ("of", "pk", "member_id", "columns", "title", "address", "for_all", "since", "opening")
    rows = views.annotate(
        of=Value("view"), title=F("name"), address=F("query"), for_all=F("shared"), since=F("created_at"),
        opening=Value(None, UUIDField()),
    ).values_list(*columns)  # fmt: skip
    more = habits.annotate(
        of=Value("habit"), title=Value(""), address=Value(""), for_all=Value(False),
        since=Value(None, DateTimeField()), opening=F("opens"),
    ).values_list(*columns)  # fmt: skip
    found: list[SavedView] = []
    habit = None
    for of, pk, member_id, shown, title, address, for_all, since, opening in rows.union(more, all=True):
        if of == "habit":
            habit = Habit(pk=pk, member_id=member_id, kind=kind.key, columns=shown, opens_id=opening)
            continue
        made = {"query": address, "columns": shown, "shared": for_all, "created_at": since}
        found.append(SavedView(pk=pk, member_id=member_id, kind=kind.key, name=title, **made))
    return sorted(found, key=lambda view: (view.created_at, view.pk)), habit


def _view_rows(
    request: Request, kind: ListKind, query: str, asked: str, kept: Sequence[SavedView], habit: Habit | None
) -> list[ViewRow]:
    opens = habit.opens_id if habit else None
    base = to(request, kind.name)
    return [
        ViewRow(
            view,
            f"{base}?{view.query}{'&' if view.query else ''}saved={view.pk}",
            str(view.pk) == asked and view.query == query,
            view.member_id == request.member.pk,
            view.pk == opens,
        )
        for view in kept
    ]


def view_or_404(member: Member, view_id: UUID) -> SavedView:
    found = SavedView.objects.filter(Q(member=member) | Q(shared=True), pk=view_id).select_related("member").first()
    if found is None:
        raise Http404
    return found
