"""Refuses to start as a database role that row-level security does not bind."""

from typing import Any

from django.core.checks import Error, register
from django.db import connections
from django.db.utils import OperationalError

TABLE = "tenancy_member"


@register("database", deploy=False)
def app_role_is_bound(databases: Any = None, **kwargs: Any) -> list[Error]:
    """E001 superuser or BYPASSRLS, E002 owner of the tables."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            unbound = cursor.fetchone()[0]
            cursor.execute(
                "SELECT pg_has_role(current_user, tableowner, 'MEMBER') FROM pg_tables WHERE tablename = %s", [TABLE]
            )
            owns = (cursor.fetchone() or [False])[0]
    except OperationalError:
        return []  # Not reachable yet; /-/ready says so.
    hint = "Point DATABASE_URL at the app role; only DATABASE_OWNER_URL names the owner."
    if unbound:
        return [Error("The app connects as a superuser or with BYPASSRLS.", hint=hint, id="coe.E001")]
    if owns:
        return [Error("The app connects as the owner of its tables.", hint=hint, id="coe.E002")]
    return []
