"""Two rules of approval that Postgres keeps itself, whoever writes the SQL."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from coe.tenancy.law import Law


class Frozen(Law):
    """The named columns of a row are never changed."""

    up = (
        "CREATE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN "
        "IF ROW(%(new)s) IS DISTINCT FROM ROW(%(old)s) THEN "
        "RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '%(table)s: what was sent is frozen'; "
        "END IF; RETURN NEW; END $law$;"
        "CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(function)s()"
    )
    down = "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;DROP FUNCTION IF EXISTS %(function)s()"

    def __init__(self, *, name: str, columns: Sequence[str]) -> None:
        super().__init__(name=name)
        self.columns = sorted(columns)

    def parts(self, model: type[models.Model]) -> dict[str, str]:
        return {
            "new": ", ".join(f"NEW.{column}" for column in self.columns),
            "old": ", ".join(f"OLD.{column}" for column in self.columns),
        }

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"columns": self.columns}


class FourEyes(Law):
    """Whoever sent or wrote what a request covers does not decide on it."""

    up = (
        "CREATE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN "
        "IF NOT EXISTS (SELECT 1 FROM governance_request r WHERE r.id = NEW.request_id AND r.org_id = NEW.org_id "
        "AND r.submitted_by_id = NEW.submitted_by_id AND r.submitted_by_id <> NEW.decided_by_id "
        "AND NOT (NEW.decided_by_id = ANY (r.authors))) THEN "
        "RAISE EXCEPTION USING ERRCODE = 'check_violation', "
        "MESSAGE = '%(table)s: an author never decides on their own work'; "
        "END IF; RETURN NEW; END $law$;"
        "CREATE TRIGGER %(name)s BEFORE INSERT ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(function)s()"
    )
    down = "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;DROP FUNCTION IF EXISTS %(function)s()"
