"""The trail as a page tells it: one act, one line.

An act may touch several things and leaves a row for each, all in the chain. Rows of one doing that would read alike
(a post sent for approval, and the request that this opened) stand together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from coe.access.acts import Act
from coe.audit.changes import Changed, changed
from coe.audit.models import Entry
from coe.audit.words import sentence, tells

# Rows of one doing are written in one go at the end of its transaction.
AT_ONCE = timedelta(seconds=1)


@dataclass(frozen=True)
class Line:
    """One act. `entries` are its rows, newest first; never empty."""

    entries: tuple[Entry, ...]

    @property
    def entry(self) -> Entry:
        """The row that tells most; the first that was written if none says more than the act."""
        return next((one for one in reversed(self.entries) if tells(one)), self.entries[-1])

    @property
    def sentence(self) -> str:
        return sentence(self.entry)

    @property
    def act(self) -> str:
        """What was done, as rights call it; the act's code when no right is called so any more."""
        try:
            return str(Act(self.entry.act).label)
        except ValueError:
            return self.entry.act

    @property
    def reason(self) -> str:
        return next((one.reason for one in self.entries if one.reason), "")

    @property
    def changes(self) -> list[Changed]:
        return [changed(one) for one in self.entries if one.before or one.after]


def lines(newest_first: Iterable[Entry]) -> list[Line]:
    found: list[list[Entry]] = []
    for entry in newest_first:
        if found and all(_together(entry, one) for one in found[-1]) and found[-1][-1].seq == entry.seq + 1:
            found[-1].append(entry)
        else:
            found.append([entry])
    return [Line(tuple(rows)) for rows in found]


def _together(one: Entry, other: Entry) -> bool:
    """Whether two rows come from one doing and read alike. Two things of one kind are two lines, named alike or not."""
    return (
        _doing(one) == _doing(other)
        and abs(one.at - other.at) < AT_ONCE
        and (one.subject_type != other.subject_type or one.subject_id == other.subject_id)
        and (one.detail != other.detail or one.subject_type != other.subject_type)
    )


def _doing(entry: Entry) -> tuple[str, ...]:
    return (entry.actor_kind, entry.actor_id, entry.actor_label, entry.act, entry.request_id, entry.subject_label)
