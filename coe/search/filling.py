"""Filling a folded column that was added to a table with rows, in a migration."""

from typing import Any

from coe.search.fields import Folded
from coe.tenancy.law import ORG_SETTING


def fill(apps: Any, editor: Any, model: str) -> None:
    """Folds what the rows of "app.Model" say. Organisation by organisation: the owner is under their laws, too."""
    table = apps.get_model(model)
    columns = [field for field in table._meta.get_fields() if isinstance(field, Folded)]
    alias = editor.connection.alias
    before = {name for field in columns for name in field.of}
    for org in apps.get_model("tenancy.Organisation").objects.using(alias).values_list("pk", flat=True):
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [ORG_SETTING, str(org)])
        rows: list[Any] = []
        for row in table.objects.using(alias).only("pk", *before).iterator(chunk_size=1000):
            for field in columns:
                field.pre_save(row, False)
            rows.append(row)
        table.objects.using(alias).bulk_update(rows, [field.name for field in columns], batch_size=500)
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [ORG_SETTING])
