"""The lists that can be exported. Each package registers its own in AppConfig.ready().

    register("posts", title=_("Posts"), act=Act.POST_SEE, table=posts_table)

`table(ask)` gives the rows this member sees with these filters, in a `Table`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from coe.access.acts import Act
from coe.exports.ask import Ask
from coe.exports.tables import Table

Note = Callable[[Ask, int], None]


@dataclass(frozen=True)
class Source:
    """`acts`: any one of them opens it, as it opens the page. `note` writes the audit row, where one is owed."""

    name: str
    title: Any
    acts: tuple[Act, ...]
    table: Callable[[Ask], Table]
    note: Note | None = None

    def opens(self, ask: Ask) -> bool:
        return any(ask.rights.may(act, anywhere=True) for act in self.acts)


_SOURCES: dict[str, Source] = {}


def register(
    name: str,
    *,
    title: Any,
    act: Act | tuple[Act, ...],
    table: Callable[[Ask], Table],
    note: Note | None = None,
) -> None:
    _SOURCES[name] = Source(name, title, act if isinstance(act, tuple) else (act,), table, note)


def source(name: str) -> Source | None:
    return _SOURCES.get(name)


def sources() -> list[Source]:
    return list(_SOURCES.values())
