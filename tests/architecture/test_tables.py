"""The row ring: every table is an organisation's, or global for a reason, and Postgres agrees."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from coe.tenancy.law import Moves, OrgIsolation, SameOrg
from coe.tenancy.models import OrgOwned

OURS = ("coe.", "governance", "publishing", "listening", "reporting")

GLOBAL = {
    "accounts.User": "one person may belong to several organisations",
    "accounts.Picture": "a person's face is the same in all their organisations",
    "accounts.SignIn": "a login is used before any organisation is entered",
    "accounts.SignUp": "there is no organisation yet",
    "accounts.AccountMail": "a mail about a login belongs to no organisation",
    "accounts.Export": "a copy for a person covers all their organisations",
    "tenancy.Organisation": "read to find out which organisation a request is about",
    "outbox.Due": "tells sweepers where to look, and nothing else",
    "outbox.Heartbeat": "one row per queue",
    "publishing.LinkCode": "which organisation a public short code belongs to, and nothing else",
    "api.TokenKey": "which organisation a token belongs to, and nothing else",
    "accounts.InvitationKey": "which organisation an invitation's token belongs to, and nothing else",
}


def first_party() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and not model._meta.proxy and model._meta.managed
    ]


def owned() -> list[type[models.Model]]:
    return [model for model in first_party() if issubclass(model, OrgOwned)]


def test_every_model_is_owned_or_global_for_a_reason() -> None:
    loose = {model._meta.label for model in first_party() if not issubclass(model, OrgOwned)}
    assert loose == set(GLOBAL), "a new global model needs a reason here; a stale reason must go"


def laws(model: type[models.Model], kind: type) -> list[Any]:
    return [law for law in model._meta.constraints if isinstance(law, kind)]


@pytest.mark.parametrize("model", owned(), ids=lambda model: model._meta.label)
def test_isolation_is_enabled_and_forced_as_the_app_role_sees_it(model: type[models.Model], db: None) -> None:
    assert len(laws(model, OrgIsolation)) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity, pg_has_role(current_user, relowner, 'MEMBER'), "
            "(SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polcmd = '*' AND polwithcheck IS NOT NULL) "
            "FROM pg_class c WHERE relname = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True, False, 1)


@pytest.mark.parametrize("model", owned(), ids=lambda model: model._meta.label)
def test_every_reference_stays_in_the_organisation(model: type[models.Model]) -> None:
    references = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, OrgOwned)
    }
    assert references == {law.fk for law in laws(model, SameOrg)}


@pytest.mark.parametrize("model", owned(), ids=lambda model: model._meta.label)
def test_no_unique_rule_reveals_another_organisations_value(model: type[models.Model]) -> None:
    for law in laws(model, models.UniqueConstraint):
        assert "org" in law.fields, f"{law.name} is unique across organisations"
    for field in model._meta.get_fields():
        # A one-to-one on an owned row reveals nothing: the target's id is a random UUID of the same organisation.
        if isinstance(field, models.Field) and field.unique and not field.primary_key:
            assert field.one_to_one, f"{model._meta.label}.{field.name} is unique across organisations"


def test_every_state_column_obeys_its_table_of_moves() -> None:
    """What Python calls the law, the trigger and the check constraint of the same model say too."""
    checked = 0
    for model in owned():
        moves = getattr(model, "MOVES", None)
        if moves is None:
            assert not laws(model, Moves)
            continue
        (law,) = laws(model, Moves)
        assert law.moves == {str(state): sorted(map(str, after)) for state, after in moves.items()}
        field = model._meta.get_field(law.field)
        assert {value for value, _label in field.choices} == set(law.moves)
        assert set(law.first) <= set(law.moves)
        checked += 1
    assert checked >= 6


def test_the_triggers_in_postgres_are_those_moves(db: None) -> None:
    for model in owned():
        for law in laws(model, Moves):
            with connection.cursor() as cursor:
                cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [f"{law.name}_fn"])
                source = cursor.fetchone()[0]
            for state, afters in law.moves.items():
                for after in afters:
                    assert f"'{state}>{after}'" in source
