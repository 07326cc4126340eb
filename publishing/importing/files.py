"""The template with what may be written in it, and a checked table with its faults marked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Rights
from coe.exports.api import Field, Table, csv_lines, xlsx
from coe.web.fields import COMMON_ZONES
from publishing.channels.registry import NETWORKS
from publishing.importing.columns import COLUMNS, EXAMPLE_TEXT, EXAMPLE_TITLE
from publishing.importing.known import Known
from publishing.importing.models import Import
from publishing.importing.selectors import all_rows

_WIDE = {"text": 60, "title": 32, "link": 32, "channels": 32, "alt": 32, "image": 24, "id": 10}


def template(rights: Rights, *, form: str, zone: str) -> bytes:
    """An empty table with one example row, and in XLSX a sheet of what each column takes."""
    known = Known(rights)
    columns = [column for column in COLUMNS if column.key != "id"]
    fields = [Field(column.key, column.label, _WIDE.get(column.key, 16)) for column in columns]
    example = _example(known)
    table = Table(fields, [[example.get(column.key, "") for column in columns]], 1)
    if form == "csv":
        return "".join(csv_lines(table)).encode()
    about = Table(
        [Field("column", _("Column"), 20), Field("about", _("What it takes"), 80)],
        [[str(column.label), str(column.about)] for column in COLUMNS],
        len(COLUMNS),
    )
    more = [(_("Columns"), about), (_("Allowed values"), _allowed(known))]
    return xlsx(table, title=_("Posts"), zone=zone, more=more)


def _example(known: Known) -> dict[str, Any]:
    brand = next((one for one in known.brands.values() if known.channels[one.pk]), None)
    if brand is None:
        return {}
    day = timezone.now().date() + timedelta(days=14)
    return {
        "brand": brand.name,
        "channels": "; ".join(f"{one.network}:{one.handle}" for one in known.channels[brand.pk][:2]),
        "title": str(EXAMPLE_TITLE),
        "text": str(EXAMPLE_TEXT),
        "date": day.isoformat(),
        "time": "10:00",
        "zone": brand.zone,
    }


def _allowed(known: Known) -> Table:
    brands = list(known.brands.values())
    lists: list[tuple[str, Sequence[str]]] = [
        (_("Brand"), [one.name for one in brands]),
        (_("Channels"), [f"{c.network}:{c.handle}" for one in brands for c in known.channels[one.pk]]),
        (_("Of brand"), [one.name for one in brands for _c in known.channels[one.pk]]),
        (_("Network"), [NETWORKS[c.network].name for one in brands for c in known.channels[one.pk]]),
        (_("Campaign"), [one.name for one in known.campaigns if one.brand_id is None or one.brand_id in known.brands]),
        (_("Labels"), sorted(known.lists.content)),
        (_("Image"), sorted({one.name for one in known.assets.values()})),
        (_("Time zone"), COMMON_ZONES),
        (_("Paid"), [_("yes"), _("no")]),
    ]
    longest = max(len(values) for _name, values in lists)
    rows = [[values[n] if n < len(values) else "" for _name, values in lists] for n in range(longest)]
    return Table([Field(name, name, 28) for name, _values in lists], rows, longest)


def marked(table: Import, *, zone: str) -> bytes:
    """The table as it was uploaded, as XLSX: wrong cells coloured, each with what is wrong as a comment."""
    rows, marks = [], {}
    for place, row in enumerate(all_rows(table)):
        rows.append([cell.text for cell in row.cells])
        for column, cell in enumerate(row.cells):
            if cell.wrong:
                marks[place, column] = "\n".join(cell.wrong)
        if row.wrong:
            marks[place, 0] = "\n".join([*row.wrong, *row.cells[0].wrong])
    fields = [Field(name, name, _WIDE.get(key, 16)) for name, key in zip(table.header, table.keys, strict=True)]
    return xlsx(Table(fields, rows, len(rows), marks), title=_("Posts"), zone=zone)
