"""Rules that Postgres itself keeps, written as model constraints so that they travel in migrations.

Row-level security facts these rest on: a table's owner bypasses policies until FORCE; a transaction-local
setting reads '' (not NULL) once it was set, hence NULLIF; a foreign key to an invisible row is accepted by
Postgres, hence SameOrg; TRUNCATE ignores policies, hence REVOKE.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

ORG_SETTING = "coe.org"
USER_SETTING = "coe.user"
HERE = f"NULLIF(current_setting('{ORG_SETTING}', true), '')::uuid"
ME = f"NULLIF(current_setting('{USER_SETTING}', true), '')::bigint"


class Law(models.BaseConstraint):
    """A constraint that is plain SQL: `up` and `down` templates over table, name and what `parts` adds."""

    up = ""
    down = ""

    def parts(self, model: type[models.Model]) -> dict[str, str]:
        return {}

    def _statement(self, sql: str, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> Statement:
        quote = editor.quote_name
        return Statement(
            sql,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            function=quote(f"{self.name}_fn"),
            **self.parts(model),
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        # The table must exist first; Django appends deferred statements once it does.
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._statement(self.up, model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._statement(self.down, model, schema_editor)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Postgres decides; nothing is checked in Python."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Law) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class OrgIsolation(Law):
    """Rows are visible and writable only inside their own organisation.

    With `own_rows`, a person also sees (never writes) the rows whose user_id is theirs: how a signed-in person
    finds the organisations they belong to before any organisation is entered.
    """

    def __init__(self, *, name: str, own_rows: bool = False) -> None:
        super().__init__(name=name)
        self.own_rows = own_rows

    @property
    def up(self) -> str:  # type: ignore[override]
        see = f"org_id = {HERE}" + (f" OR user_id = {ME}" if self.own_rows else "")
        return (
            "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY;"
            "ALTER TABLE %(table)s FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY %(name)s ON %(table)s USING (org_id = {HERE}) WITH CHECK (org_id = {HERE})"
            + (f";CREATE POLICY %(function)s ON %(table)s FOR SELECT USING ({see})" if self.own_rows else "")
        )

    @property
    def down(self) -> str:  # type: ignore[override]
        return (
            "DROP POLICY IF EXISTS %(name)s ON %(table)s;DROP POLICY IF EXISTS %(function)s ON %(table)s;"
            "ALTER TABLE %(table)s NO FORCE ROW LEVEL SECURITY;"
            "ALTER TABLE %(table)s DISABLE ROW LEVEL SECURITY"
        )

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | ({"own_rows": True} if self.own_rows else {})


class SameOrg(Law):
    """The row this foreign key points at belongs to the same organisation: (org_id, x_id) → (org_id, id)."""

    up = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (org_id, %(column)s) "
        "REFERENCES %(target)s (org_id, id) DEFERRABLE INITIALLY DEFERRED"
    )
    down = "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s"

    def __init__(self, *, fk: str, name: str) -> None:
        super().__init__(name=name)
        self.fk = fk

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        # At the end of the migration, when the unique constraint it refers to surely exists.
        schema_editor.deferred_sql.append(self._statement(self.up, model, schema_editor))

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        self.create_sql(model, schema_editor)

    def parts(self, model: type[models.Model]) -> dict[str, str]:
        field: Any = model._meta.get_field(self.fk)
        target = field.remote_field.model._meta.db_table
        return {"column": f'"{field.column}"', "target": f'"{target}"'}

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"fk": self.fk}


class Moves(Law):
    """A state column begins in a first state and changes only along the table of moves."""

    up = (
        "CREATE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN "
        "IF TG_OP = 'INSERT' AND NEW.%(field)s NOT IN (%(first)s) THEN "
        "RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '%(table)s begins in another state than ' "
        "|| NEW.%(field)s; END IF; "
        "IF TG_OP = 'UPDATE' AND NEW.%(field)s IS DISTINCT FROM OLD.%(field)s "
        "AND NOT ((OLD.%(field)s || '>' || NEW.%(field)s) = ANY (ARRAY[%(moves)s]::text[])) THEN "
        "RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '%(table)s does not move from ' "
        "|| OLD.%(field)s || ' to ' || NEW.%(field)s; END IF; RETURN NEW; END $law$;"
        "CREATE TRIGGER %(name)s BEFORE INSERT OR UPDATE OF %(field)s ON %(table)s "
        "FOR EACH ROW EXECUTE FUNCTION %(function)s()"
    )
    down = "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;DROP FUNCTION IF EXISTS %(function)s()"

    def __init__(
        self, *, name: str, moves: Mapping[str, Sequence[str]], first: Sequence[str], field: str = "state"
    ) -> None:
        super().__init__(name=name)
        self.moves = {str(state): sorted(map(str, after)) for state, after in moves.items()}
        self.first = sorted(map(str, first))
        self.field = field

    def parts(self, model: type[models.Model]) -> dict[str, str]:
        pairs = [f"'{state}>{after}'" for state, afters in sorted(self.moves.items()) for after in afters]
        return {
            "field": self.field,
            "first": ", ".join(f"'{state}'" for state in self.first),
            "moves": ", ".join(pairs),
        }

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"moves": self.moves, "first": self.first, "field": self.field}


class Fixed(Law):
    """A column keeps the value it was inserted with."""

    up = (
        "CREATE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN "
        "IF NEW.%(field)s IS DISTINCT FROM OLD.%(field)s THEN "
        "RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '%(table)s.%(field)s never changes'; "
        "END IF; RETURN NEW; END $law$;"
        "CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(function)s()"
    )
    down = "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;DROP FUNCTION IF EXISTS %(function)s()"

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def parts(self, model: type[models.Model]) -> dict[str, str]:
        return {"field": self.field}

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}


class AppendOnly(Law):
    """Rows are written once: no update, delete or truncate, by nobody but the schema's owner lifting this law."""

    down = (
        "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;DROP TRIGGER IF EXISTS %(function)s ON %(table)s;"
        "DROP FUNCTION IF EXISTS %(function)s()"
    )

    @property
    def up(self) -> str:  # type: ignore[override]
        return (
            "CREATE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN "
            "RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = '%(table)s is append-only'; "
            "END $law$;"
            "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s "
            "FOR EACH ROW EXECUTE FUNCTION %(function)s();"
            "CREATE TRIGGER %(function)s BEFORE TRUNCATE ON %(table)s "
            "FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();"
            f'REVOKE UPDATE, DELETE, TRUNCATE ON %(table)s FROM "{settings.APP_ROLE}"'
        )


OWNED = [
    OrgIsolation(name="%(app_label)s_%(class)s_org"),
    models.UniqueConstraint(fields=["org", "id"], name="%(app_label)s_%(class)s_org_id"),
]


def same_org(*fks: str) -> list[SameOrg]:
    """SameOrg for each named foreign key."""
    return [SameOrg(fk=fk, name=f"%(app_label)s_%(class)s_{fk}_org") for fk in fks]


def lawful(moves: Mapping[Any, frozenset[Any]], *first: Any, field: str = "state") -> list[models.BaseConstraint]:
    """The constraints that make a table of moves the law of a state column: valid values, first states, moves."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{field}__in": sorted(map(str, moves))}),
            name=f"%(app_label)s_%(class)s_{field}_valid",
        ),
        Moves(
            name=f"%(app_label)s_%(class)s_{field}_moves",
            moves={str(state): sorted(map(str, after)) for state, after in moves.items()},
            first=[str(state) for state in first],
            field=field,
        ),
    ]
