"""What every organisation begins with."""

from coe.access.models import Role
from coe.access.roles import DEFAULTS
from coe.tenancy.models import Organisation


def found(organisation: Organisation) -> None:
    """Writes the default roles of an organisation, and brings them up to date. Runs inside its context."""
    for default in DEFAULTS:
        Role.objects.update_or_create(
            org=organisation,
            key=default.key,
            defaults={
                "name": default.key,
                "about": "",
                "acts": sorted(act.value for act in default.acts),
            },
        )
