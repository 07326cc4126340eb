"""What every organisation begins with."""

from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role
from coe.access.roles import DEFAULTS
from coe.tenancy.context import inside
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


def bring_up_to_date() -> int:
    """Gives organisations that exist what default roles gained since; how many roles changed. Safe to run again."""
    wanted = {default.key: sorted(act.value for act in default.acts) for default in DEFAULTS}
    changed = 0
    for organisation in Organisation.objects.order_by("pk"):
        with inside(organisation.pk):
            stale = [role.pk for role in Role.objects.exclude(key="") if wanted.get(role.key, role.acts) != role.acts]
            if not stale:
                continue
            found(organisation)
            for held in Grant.objects.filter(role__in=stale, ended_at__isnull=True).select_related("role", "member"):
                put_right_rows(held)
            changed += len(stale)
    return changed
