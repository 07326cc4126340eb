"""Which columns hold sealed secrets, and how all of them move to the newest key while everything runs."""

from dataclasses import dataclass
from typing import Any

from coe.access.action import Doing, action
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from coe.tenancy.secrets import Unreadable, newest_key, seal, unseal

_COLUMNS: dict[str, tuple[Any, tuple[str, ...]]] = {}
_AT_ONCE = 50


def register(model: Any, *columns: str) -> None:
    """Says that columns of an organisation-owned model are sealed. Call from `AppConfig.ready`."""
    _COLUMNS[model._meta.label_lower] = (model, columns)


def columns() -> dict[str, tuple[str, ...]]:
    """Model label → its sealed columns."""
    return {label: names for label, (_model, names) in _COLUMNS.items()}


@dataclass
class Rotation:
    """How many secrets were sealed anew, stood already under the newest key, or could not be opened."""

    sealed: int = 0
    current: int = 0
    unreadable: int = 0


def rotate() -> Rotation:
    """Seals every secret with the newest key. Safe to run again, and while others read and write."""
    total = Rotation()
    for org in Organisation.objects.order_by("pk"):
        with inside(org.pk):
            rows = [
                (label, pk)
                for label, (model, _names) in sorted(_COLUMNS.items())
                for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)
            ]
        for start in range(0, len(rows), _AT_ONCE):
            _some(Actor.task(org.pk, "secrets", Act.SYSTEM_MAINTAIN), org=org, rows=rows[start : start + _AT_ONCE],
                  total=total)  # fmt: skip
    return total


@action(Act.SYSTEM_MAINTAIN)
def _some(do: Doing, *, org: Organisation, rows: list[tuple[str, Any]], total: Rotation) -> None:
    do.require()
    here = Rotation()
    for label, pk in rows:
        model, names = _COLUMNS[label]
        row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is not None:
            _row(row, names, here)
    total.sealed += here.sealed
    total.current += here.current
    total.unreadable += here.unreadable
    if here.sealed:
        do.record(org, after={"sealed": here.sealed, "key": newest_key()}, detail="secrets sealed anew")
    else:
        do.nothing()


def _row(row: Any, names: tuple[str, ...], count: Rotation) -> None:
    changed = []
    for name in names:
        stored = getattr(row, name)
        if not stored:
            continue
        if stored.startswith(f"{newest_key()}."):
            count.current += 1
            continue
        try:
            value = unseal(stored, org=row.org_id, row=row.pk, column=name)
        except Unreadable:
            count.unreadable += 1
            continue
        setattr(row, name, seal(value, org=row.org_id, row=row.pk, column=name))
        changed.append(name)
        count.sealed += 1
    if changed:
        row.save(update_fields=changed)
