"""Row locks of dry runs."""

from uuid import UUID

from governance.dryruns.models import DryRun
from governance.dryruns.states import State


def waiting(run_id: UUID) -> DryRun | None:
    """A run that is not finished and that nobody else works on."""
    rows = DryRun.objects.select_for_update(of=("self",), skip_locked=True).select_related("rule")
    return rows.filter(pk=run_id, state=State.WAITING).first()
