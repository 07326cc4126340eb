"""The networks there are. Adapters load when first asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Literal, Protocol, cast

from publishing.channels.abilities import Abilities
from publishing.channels.base import (
    Connects,
    Listens,
    Measures,
    Publishes,
    Reconciles,
    Store,
    Transport,
)


@dataclass(frozen=True)
class ConnectField:
    """One thing a person enters to connect. `label_key` is translated elsewhere; `initial` pre-fills."""

    name: str
    label_key: str
    secret: bool
    kind: Literal["text", "url", "password"]
    initial: str = ""


@dataclass(frozen=True)
class NetworkInfo:
    slug: str
    name: str
    connect_fields: tuple[ConnectField, ...]
    adapter: str


class Adapter(Connects, Publishes, Reconciles, Measures, Listens, Protocol):
    """The whole of what delivery may ask. `Abilities.hears` and `.metrics` say what is worth asking."""

    @property
    def abilities(self) -> Abilities: ...


class AdapterType(Protocol):
    """An adapter's class."""

    def __call__(
        self,
        *,
        transport: Transport,
        credentials: Mapping[str, str],
        session: Mapping[str, Any],
        save_session: Callable[[dict[str, Any]], None],
        now: Callable[[], datetime],
        store: Store | None = None,
    ) -> Adapter: ...

    def abilities_from(self, session: Mapping[str, Any]) -> Abilities:
        """Limits as last read from the server, or the network's usual ones. No network call."""
        ...


_PATH = "publishing.channels.{}.adapter:{}"

NETWORKS: dict[str, NetworkInfo] = {
    info.slug: info
    for info in (
        NetworkInfo(
            slug="bluesky",
            name="Bluesky",
            connect_fields=(
                ConnectField("identifier", "handle", secret=False, kind="text"),
                ConnectField("password", "app_password", secret=True, kind="password"),
                ConnectField("service", "service_address", secret=False, kind="url", initial="https://bsky.social"),
            ),
            adapter=_PATH.format("bluesky", "Bluesky"),
        ),
        NetworkInfo(
            slug="mastodon",
            name="Mastodon",
            connect_fields=(
                ConnectField("server", "server_address", secret=False, kind="url"),
                ConnectField("token", "access_token", secret=True, kind="password"),
            ),
            adapter=_PATH.format("mastodon", "Mastodon"),
        ),
        NetworkInfo(
            slug="newsroom",
            name="Newsroom",
            connect_fields=(),
            adapter=_PATH.format("newsroom", "Newsroom"),
        ),
    )
}


def adapter_for(network: str) -> AdapterType:
    """The adapter's class. Raises KeyError for a network that is not listed."""
    module, _, name = NETWORKS[network].adapter.partition(":")
    return cast(AdapterType, getattr(import_module(module), name))


def abilities_for(network: str, session: Mapping[str, Any] | None = None) -> Abilities:
    """What a channel of this network can take; with its session, what its own server says."""
    return adapter_for(network).abilities_from(session or {})
