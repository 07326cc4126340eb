"""A channel's adapter, ready to work: credentials unsealed, session kept, the one HTTP client behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils import timezone

from coe.tenancy.context import inside
from coe.tenancy.secrets import Unreadable, seal, unseal
from coe.web.outbound import client
from publishing.channels.base import Store, Transport
from publishing.channels.registry import NETWORKS, Adapter, adapter_for
from publishing.connections.models import Channel, Connection

ADDRESS_FIELDS = ("service", "server")


class NotConnected(Exception):
    """The channel has no login that can be opened."""


@dataclass(frozen=True)
class Opened:
    """An adapter and where it will call: `host` is empty for a network that this application serves itself."""

    adapter: Adapter = field(repr=False)
    network: str
    host: str


def open_adapter(channel_id: UUID, *, transport: Transport | None = None) -> Adapter:
    """The adapter of a connected channel. Call inside the organisation; use it outside any transaction.

    Raises NotConnected.
    """
    return opened(channel_id, transport=transport).adapter


def opened(channel_id: UUID, *, transport: Transport | None = None) -> Opened:
    """Like `open_adapter`, with the host that it will call."""
    connection = Connection.objects.select_related("channel").filter(channel_id=channel_id).first()
    if connection is None or connection.channel.network not in NETWORKS:
        raise NotConnected("there is no login")
    channel = connection.channel
    try:
        credentials = _unsealed(connection, "credentials")
        session = _unsealed(connection, "session")
    except Unreadable as error:
        raise NotConnected(str(error)) from None
    adapter = adapter_for(channel.network)(
        transport=transport or client(),
        credentials=credentials,
        session=session,
        save_session=_keeper(connection),
        now=timezone.now,
        store=store_for(channel),
    )
    return Opened(adapter, channel.network, host_of(channel.network, credentials))


def trial(network: str, credentials: Mapping[str, str], session: dict[str, Any]) -> Adapter:
    """An adapter that tries credentials before they are kept: what it remembers goes into `session`."""

    def remember(changed: dict[str, Any]) -> None:
        session.clear()
        session.update(changed)

    return adapter_for(network)(
        transport=client(),
        credentials=credentials,
        session={},
        save_session=remember,
        now=timezone.now,
        store=None,
    )


def store_for(channel: Channel) -> Store | None:
    """Where the posts of a network go that this application serves itself."""
    if channel.network != "newsroom":
        return None
    from publishing.newsroom.store import Shelf

    return Shelf(channel)


def host_of(network: str, credentials: Mapping[str, str]) -> str:
    """The server that a login leads to, as host:port; the network's usual one when none was typed."""
    usual = {entry.name: entry.initial for entry in NETWORKS[network].connect_fields}
    typed = next((credentials.get(name) or usual.get(name, "") for name in ADDRESS_FIELDS if name in usual), "")
    return (urlsplit(typed).netloc or typed).lower()


def session_of(connection: Connection) -> dict[str, Any]:
    """The session of a connection. Raises Unreadable."""
    return _unsealed(connection, "session")


def _unsealed(connection: Connection, column: str) -> dict[str, Any]:
    stored = getattr(connection, column)
    if not stored:
        return {}
    return unseal(stored, org=connection.org_id, row=connection.pk, column=column)


def _keeper(connection: Connection) -> Callable[[dict[str, Any]], None]:
    """Stores a session for good. Nothing is stored once somebody connected the channel anew meanwhile."""
    org: UUID = connection.org_id
    row: UUID = connection.pk
    login: datetime | None = connection.checked_at

    def keep(session: dict[str, Any]) -> None:
        with inside(org):
            held = Connection.objects.select_for_update().filter(pk=row, checked_at=login).first()
            if held is not None:
                held.session = seal(session, org=org, row=row, column="session")
                held.save(update_fields=["session"])

    return keep
