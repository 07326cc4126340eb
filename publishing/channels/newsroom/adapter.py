"""The newsroom: a public page and feed that this application serves. Its server is a `Store`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from publishing.channels.abilities import Abilities, refused_code
from publishing.channels.base import (
    Code,
    Connected,
    Connection,
    Heard,
    Message,
    NotFound,
    Outcome,
    Reading,
    Refused,
    Sent,
    Store,
    Stored,
    Trouble,
    Unknown,
)
from publishing.channels.newsroom.limits import ABILITIES


class Newsroom(Connection):
    """Needs `store`. There is no login, no session and no handle to save: the key finds the post.

    Errors of the store are this application's own and are raised, not turned into outcomes.
    """

    @staticmethod
    def abilities_from(session: Mapping[str, Any]) -> Abilities:
        return ABILITIES

    @property
    def abilities(self) -> Abilities:
        return ABILITIES

    @property
    def _kept(self) -> Store:
        if self.store is None:
            raise ValueError("a newsroom adapter needs a store")
        return self.store

    def check(self) -> Connected | Trouble:
        """Always connected."""
        return Connected("", ABILITIES.name, {"max_length": ABILITIES.max_length}, self.session)

    def publish(
        self, message: Message, *, handles: Mapping[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> Outcome:
        if problems := ABILITIES.problems(message):
            first = problems[0]
            return Refused(Code(refused_code(first)), f"{first.field}: {first.code}")
        return _sent(self._kept.put(message.key, message), handles)

    def find_sent(self, message: Message, *, handles: Mapping[str, Any]) -> Sent | NotFound | Unknown:
        stored = self._kept.find(message.key)
        if stored is None:
            return NotFound(may_send_again=True, detail="nothing is kept under this key")
        return _sent(stored, handles)

    def read_posts(self, remote_ids: Sequence[str]) -> list[Reading] | Trouble:
        figures = self._kept.figures(remote_ids)
        now = self.now()
        return [
            Reading(remote_id, metric, value, now)
            for remote_id, values in figures.items()
            for metric, value in values.items()
        ]

    def read_channel(self) -> list[Reading] | Trouble:
        return self.read_posts([""])

    def listen(self, cursor: str | None) -> Heard | Trouble:
        """Nobody answers on a page without comments."""
        return Heard((), cursor)


def _sent(stored: Stored, handles: Mapping[str, Any]) -> Sent:
    return Sent(stored.remote_id, stored.url, dict(handles))
