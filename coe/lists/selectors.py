"""A list as one person sees it: views, columns, what narrows it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
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
    habit = Habit.objects.filter(member=request.member, kind=kind.key).first()
    asked = request.GET.get("saved", "")
    query = kind.query(request.GET)
    rows = view_rows(request, kind, query, asked, habit)
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


def view_rows(request: Request, kind: ListKind, query: str, asked: str, habit: Habit | None) -> list[ViewRow]:
    """One's own views and those shared by others, the oldest first."""
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
        for view in SavedView.objects.filter(Q(member=request.member) | Q(shared=True), kind=kind.key)
    ]


def view_or_404(member: Member, view_id: UUID) -> SavedView:
    found = SavedView.objects.filter(Q(member=member) | Q(shared=True), pk=view_id).select_related("member").first()
    if found is None:
        raise Http404
    return found
