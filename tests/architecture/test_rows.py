"""The row ring, as the app role sees it."""

import pytest
from django.db import DatabaseError, connection, transaction

from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Member
from tests.factories.cast import Cast


def test_no_context_means_no_rows(cast: Cast) -> None:
    assert Brand.objects.count() == 0
    assert Member._base_manager.exists() is False


def test_each_organisation_sees_its_own(cast: Cast) -> None:
    with inside(cast.south.id):
        assert [brand.slug for brand in Brand.objects.all()] == ["bakery"]


def test_wrong_context_cannot_write(cast: Cast) -> None:
    with pytest.raises(DatabaseError), inside(cast.south.id):
        Brand.objects.create(org=cast.north.organisation, slug="stolen", name="Stolen")


def test_wrong_context_cannot_refer(cast: Cast) -> None:
    from publishing.models import Channel

    def refer() -> None:
        with inside(cast.south.id), connection.cursor() as cursor:
            Channel.objects.create(
                org=cast.south.organisation, brand=cast.north.brands["harbour"], network="newsroom", handle="x"
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError):
        refer()


def test_the_app_role_is_bound(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_audit_rows_are_written_once(cast: Cast) -> None:
    for statement in ("UPDATE audit_entry SET act = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
