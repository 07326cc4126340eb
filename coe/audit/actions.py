"""Taking the trail out of the house is itself an act."""

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.tenancy.models import Organisation


@action(Act.AUDIT_EXPORT)
def note_export(do: Doing, *, form: str, filters: dict[str, str]) -> None:
    """Records who exported which part of the audit, and in which form."""
    do.require()
    organisation = Organisation.objects.get(pk=do.org_id)
    do.record(organisation, after={"form": form, "filters": filters}, label=form)
