"""Sorting names as people expect, Chinese ones by pinyin.

With ICU in Postgres its Chinese collation does it. Without (the embedded server has none), names are ordered by their
GBK code: the 3,755 signs of its first level, which nearly every name is written with, stand there by pinyin; rarer
ones follow by radical, and traditional ones come before. Latin names are ordered without regard to case either way.
"""

import functools
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BinaryField, F, Func, Value
from django.db.models.functions import Collate, Lower

from coe.web.joining import local_name

Row = TypeVar("Row")
COLLATION = "zh-x-icu"
# What GBK knows for certain: ASCII, Chinese punctuation aside, and the signs of Unicode 1.1.
_OUTSIDE = "[^ -~\u4e00-\u9fa5]"


@functools.cache
def has_icu() -> bool:
    """Whether this server can collate Chinese."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = %s", [COLLATION])
        return cursor.fetchone() is not None


def by_name(column: str) -> Any:
    """An expression to order by a column that holds names."""
    if has_icu():
        return Collate(F(column), COLLATION)
    known = Func(Lower(F(column)), Value(_OUTSIDE), Value("~"), Value("g"), function="regexp_replace")
    return Func(known, Value("GBK"), function="convert_to", output_field=BinaryField())


def name_key(name: object) -> bytes:
    """For the few names that are in memory: the order of a server without ICU."""
    return str(name).casefold().encode("gb18030")


def by_local_name(rows: Iterable[Row]) -> list[Row]:
    """Brands, markets and the like, by the names that the reader sees."""
    return sorted(rows, key=lambda row: name_key(local_name(row)))


def local_choices(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """The same as a form offers them: (key, name)."""
    return [(str(row.pk), local_name(row)) for row in by_local_name(rows)]


def ordered(sort: str, columns: dict[str, Any], default: tuple[Any, ...]) -> tuple[Any, ...]:
    """What to order by for `?sort=`; `columns` maps its names to expressions. Always ends with the key: stable."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    found = columns.get(name)
    if found is None:
        return (*default, "pk")
    wanted = found if isinstance(found, tuple) else (found,)
    made = [F(one) if isinstance(one, str) else one for one in wanted]
    return (*(one.desc(nulls_last=True) if down else one.asc(nulls_last=True) for one in made), "pk")
