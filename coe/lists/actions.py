"""Keeping views of lists. One's own are nobody's business; what is shared stands in the audit."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.lists.kinds import ListKind
from coe.lists.models import Habit, SavedView

MOST = 40
"""Views of one list a person may keep."""


@action(Act.SELF_ACCOUNT)
def keep_view(do: Doing, *, kind: ListKind, name: str, query: str, columns: Sequence[str]) -> SavedView:
    """Keeps filters, sort and columns under a name; the same name again replaces what was kept."""
    do.require()
    do.nothing()
    mine = SavedView.objects.filter(member_id=_me(do), kind=kind.key)
    if mine.count() >= MOST and not mine.filter(name=name).exists():
        raise ValidationError(_("You keep %(count)d views of this list. Delete one first."), params={"count": MOST})
    shared = mine.filter(name=name, shared=True).exists()
    if shared:
        raise ValidationError(_("A view of this name is shared. Choose another name."))
    view, _made = SavedView.objects.update_or_create(
        org_id=do.org_id,
        member_id=_me(do),
        kind=kind.key,
        name=name,
        defaults={"query": kind.query(query), "columns": list(columns)},
    )
    return view


@action(Act.SELF_ACCOUNT)
def rename_view(do: Doing, *, view_id: UUID, name: str) -> SavedView:
    do.require()
    view = _mine(do, view_id)
    others = SavedView.objects.filter(member_id=view.member_id, kind=view.kind, name=name).exclude(pk=view.pk)
    if others.exists():
        raise ValidationError(_("Another view has this name already."))
    before, view.name = view.name, name
    view.save(update_fields=["name"])
    if view.shared:
        do.record(view, before={"name": before}, after={"name": name}, detail="view-renamed")
    else:
        do.nothing()
    return view


@action(Act.SELF_ACCOUNT)
def delete_view(do: Doing, *, view_id: UUID) -> SavedView:
    """Deletes one's own view, also for those it was shared with."""
    do.require()
    view = _mine(do, view_id)
    if view.shared:
        do.record(view, before={"name": view.name, "query": view.query}, detail="view-deleted")
    else:
        do.nothing()
    key = view.pk
    view.delete()
    view.pk = key
    return view


@action(Act.VIEW_SHARE)
def share_view(do: Doing, *, view_id: UUID, shared: bool) -> SavedView:
    """Shows one's own view to the organisation, or to nobody else again."""
    do.require()
    view = _mine(do, view_id)
    if view.shared == shared:
        do.nothing()
        return view
    view.shared = shared
    view.save(update_fields=["shared"])
    do.record(view, before={"shared": not shared}, after={"shared": shared}, detail="" if shared else "ended")
    return view


@action(Act.SELF_ACCOUNT)
def open_with(do: Doing, *, kind: ListKind, view_id: UUID | None) -> None:
    """The view a list opens with; None for all of it."""
    do.require()
    do.nothing()
    _habit(do, kind, opens_id=view_id)


@action(Act.SELF_ACCOUNT)
def choose_columns(do: Doing, *, kind: ListKind, columns: Sequence[str]) -> None:
    """The columns of a list; none of them is all that are shown at first."""
    do.require()
    do.nothing()
    known = {column.key for column in kind.choosable}
    _habit(do, kind, columns=[one for one in dict.fromkeys(columns) if one in known])


def _me(do: Doing) -> UUID:
    """Only members keep views."""
    if do.actor.member_id is None:
        raise Denied(do.act)
    return do.actor.member_id


def _habit(do: Doing, kind: ListKind, **chosen: object) -> None:
    Habit.objects.update_or_create(org_id=do.org_id, member_id=_me(do), kind=kind.key, defaults=chosen)


def _mine(do: Doing, view_id: UUID) -> SavedView:
    view = SavedView.objects.select_for_update().filter(pk=view_id).first()
    if view is None:
        raise Http404
    if view.member_id != do.actor.member_id:
        raise Denied(do.act, reason=_("Only whoever keeps this view may change it."))
    return view
