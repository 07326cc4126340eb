"""What the filter in the frame offers: brands and markets, in one query, because every page asks."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Value
from django.db.models.fields import CharField

from coe.web.sorting import by_local_name


@dataclass(frozen=True)
class Choices:
    brands: list[Any] = field(default_factory=list)
    markets: list[Any] = field(default_factory=list)


def choices(org: Any, rights: Any) -> Choices:
    """By name. The rows hold only what the filter shows."""
    from coe.tenancy.models import Brand, Market

    empty = Value("", output_field=CharField())
    brands = Brand.objects.filter(rights.reach(), org=org).order_by()
    markets = Market.objects.filter(rights.markets(), org=org).order_by()
    columns = ("of", "pk", "address", "name", "name_zh", "picture")
    rows = brands.annotate(of=Value("brand"), address=F("slug"), picture=F("mark")).values_list(*columns)
    more = markets.annotate(of=Value("market"), address=F("code"), picture=empty).values_list(*columns)
    found = Choices()
    for of, pk, address, name, name_zh, picture in rows.union(more, all=True):
        if of == "brand":
            found.brands.append(Brand(pk=pk, slug=address, name=name, name_zh=name_zh, mark=picture))
        else:
            found.markets.append(Market(pk=pk, code=address, name=name, name_zh=name_zh))
    return Choices(by_local_name(found.brands), by_local_name(found.markets))
