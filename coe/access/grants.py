"""Keeping guardian's rows in step with grants: one row per act on the grant's object while the grant stands."""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from coe.access.models import Grant
from coe.access.rights import RIGHT_MODELS, object_of


def put_right_rows(grant: Grant) -> None:
    """Makes the rows of a grant equal to its role's acts, or removes them when the grant has ended."""
    model: Any = RIGHT_MODELS[grant.scope]
    rows = model._default_manager.filter(grant=grant)
    wanted = set() if grant.ended_at else set(grant.role.acts)
    rows.exclude(permission__codename__in=wanted).delete()
    present = set(rows.values_list("permission__codename", flat=True))
    permissions = Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(object_of(grant.scope)), codename__in=wanted - present
    )
    model._default_manager.bulk_create(
        [
            model(
                org_id=grant.org_id,
                grant=grant,
                user_id=grant.member.user_id,
                permission=permission,
                content_object_id=grant.scope_id,
            )
            for permission in permissions
        ]
    )
