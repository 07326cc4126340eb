from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "coe.access"
    label = "access"

    def ready(self) -> None:
        from coe.access import checks, home, kinds  # noqa: F401
        from coe.access.lists import register_lists

        register_lists()
        post_migrate.connect(write_permissions, dispatch_uid="coe.access.permissions")
        post_migrate.connect(update_roles, sender=self, dispatch_uid="coe.access.roles")


def write_permissions(using: str = "default", **kwargs: Any) -> None:
    """One guardian permission per act and kind of object, so that grants can point at them."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connections

    from coe.access.acts import GRANTABLE
    from coe.access.rights import RIGHT_MODELS, object_of

    if Permission._meta.db_table not in connections[using].introspection.table_names():
        return
    for scope in RIGHT_MODELS:
        content_type = ContentType.objects.db_manager(using).get_for_model(object_of(scope))
        Permission.objects.using(using).bulk_create(
            [Permission(content_type=content_type, codename=act.value, name=act.value) for act in sorted(GRANTABLE)],
            ignore_conflicts=True,
        )


def update_roles(using: str = "default", **kwargs: Any) -> None:
    """Default roles of organisations that exist gain the acts that came with this version."""
    from django.db import connections

    from coe.access.founding import bring_up_to_date
    from coe.access.models import Role

    if Role._meta.db_table in connections["default"].introspection.table_names():
        bring_up_to_date()
