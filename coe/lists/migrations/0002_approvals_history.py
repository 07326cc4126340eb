"""Views of the history of approvals go to where it looks for them.

The queue of approvals and the history of approvals kept their views under one key for a while. What only the history
knows (a state, whose they are, a sort, columns) was the history's; what names the queue's own view stays the queue's,
and so does what both know.
"""

from typing import Any

from django.db import migrations
from django.http import QueryDict

from coe.tenancy.law import ORG_SETTING

QUEUE, HISTORY = "approvals", "approvals_history"
LONGEST = 60


def move(apps: Any, editor: Any) -> None:
    """Organisation by organisation: the owner is under their laws, too."""
    alias = editor.connection.alias
    for org in apps.get_model("tenancy.Organisation").objects.using(alias).values_list("pk", flat=True):
        _as(editor, str(org))
        _habits(apps.get_model("lists.Habit").objects.using(alias), _views(apps.get_model("lists.SavedView"), alias))
    _as(editor, "")


def _as(editor: Any, org: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [ORG_SETTING, org])


def _views(model: Any, alias: str) -> set[Any]:
    """Moves views; their ids."""
    moved = set()
    for view in model.objects.using(alias).filter(kind=QUEUE).order_by("created_at", "pk"):
        said = QueryDict(view.query)
        if "view" in said or not (view.columns or {"state", "mine", "sort"} & set(said)):
            continue
        theirs = model.objects.using(alias).filter(member_id=view.member_id, kind=HISTORY)
        view.name = _free(view.name, set(theirs.values_list("name", flat=True)))
        view.kind = HISTORY
        view.save(update_fields=["kind", "name"])
        moved.add(view.pk)
    return moved


def _free(name: str, taken: set[str]) -> str:
    """A name that the member has not given to another view of the history since."""
    found, number = name, 2
    while found in taken:
        tail = f" ({number})"
        found, number = name[: LONGEST - len(tail)] + tail, number + 1
    return found


def _habits(habits: Any, moved: set[Any]) -> None:
    """The queue has no columns to choose. What was chosen for the history since is not written over."""
    for habit in habits.filter(kind=QUEUE):
        opens = habit.opens_id if habit.opens_id in moved else None
        if not (habit.columns or opens):
            continue
        theirs, _made = habits.get_or_create(org_id=habit.org_id, member_id=habit.member_id, kind=HISTORY)
        theirs.columns, theirs.opens_id = theirs.columns or habit.columns, theirs.opens_id or opens
        theirs.save(update_fields=["columns", "opens_id"])
        habit.columns, habit.opens_id = [], None if opens else habit.opens_id
        if habit.opens_id:
            habit.save(update_fields=["columns", "opens_id"])
        else:
            habit.delete()


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_views"), ("tenancy", "0005_member_sample")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
