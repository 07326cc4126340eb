"""Connecting and disconnecting channels. Logins were tried against the network before they come here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, action
from coe.outbox.events import emit
from coe.states import move
from coe.tenancy.models import Brand
from coe.tenancy.secrets import seal
from publishing.channels.base import Connected
from publishing.channels.registry import NETWORKS
from publishing.connections import old_pictures
from publishing.connections.models import Channel, Connection
from publishing.connections.states import State
from publishing.library import files
from publishing.library.pictures import Picture


@action(Act.CHANNEL_CONNECT)
def create(
    do: Doing,
    *,
    network: str,
    brand_id: UUID,
    market_id: UUID | None,
    language: str,
    name: str,
    credentials: dict[str, str],
    connected: Connected,
    session: dict[str, Any],
    avatar: Picture | None = None,
) -> Channel:
    """A new, connected channel. Raises ValidationError when the organisation already has it."""
    do.require(brand=brand_id, market=market_id)
    brand = Brand.objects.get(pk=brand_id)
    if brand.sample and network != "newsroom":
        raise ValidationError(_("A sample brand is connected to no network."))
    handle = (connected.handle or brand.slug)[:120]
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                org_id=do.org_id,
                brand=brand,
                market_id=market_id,
                network=network,
                handle=handle,
                name=name or (brand.name if not connected.handle else ""),
                language=language,
            )
    except IntegrityError:
        raise ValidationError(
            _("“%(handle)s” on %(network)s is already one of your channels.")
            % {"handle": handle, "network": NETWORKS[network].name}
        ) from None
    _keep(channel, credentials, connected, session)
    _look(channel, connected, avatar)
    move(channel, State.CONNECTED, problem="")
    do.record(channel, after=_shown(channel, connected), detail="created")
    emit("channel.connected", org=do.org_id, channel=channel.pk)
    return channel


@action(Act.CHANNEL_CONNECT)
def reconnect(
    do: Doing,
    *,
    channel_id: UUID,
    credentials: dict[str, str],
    connected: Connected,
    session: dict[str, Any],
    avatar: Picture | None = None,
) -> Channel:
    """Gives a channel a login that works. Raises ValidationError when it is another account's."""
    channel = _locked(channel_id)
    do.require(brand=channel.brand_id, market=channel.market_id, channel=channel)
    if connected.handle and connected.handle.lower() != channel.handle.lower():
        raise ValidationError(
            _("This login belongs to “%(found)s”, and this channel is “%(wanted)s”.")
            % {"found": connected.handle, "wanted": channel.handle}
        )
    before = {"state": channel.state, "problem": channel.problem}
    _keep(channel, credentials, connected, session)
    _look(channel, connected, avatar)
    if channel.state != State.CONNECTED:
        move(channel, State.CONNECTED, problem="")
    do.record(channel, before=before, after=_shown(channel, connected), detail="connected")
    emit("channel.connected", org=do.org_id, channel=channel.pk)
    return channel


@action(Act.CHANNEL_CONNECT)
def disconnect(do: Doing, *, channel_id: UUID, reason: str) -> Channel:
    """Forgets the login. What is still scheduled there will be refused at its slot."""
    channel = _locked(channel_id)
    do.require(brand=channel.brand_id, market=channel.market_id, channel=channel)
    _forget_login(do, channel, reason)
    return channel


@action(Act.CHANNEL_CONNECT)
def set_usual_times(do: Doing, *, channel_id: UUID, days: Sequence[int], times: Sequence[str]) -> Channel:
    """When it usually publishes: the calendar shows which of these slots have no post. Both empty: it has none."""
    channel = _locked(channel_id)
    do.require(brand=channel.brand_id, market=channel.market_id, channel=channel)
    before = {"days": channel.usual_days, "times": channel.usual_times}
    channel.usual_days, channel.usual_times = list(days), list(times)
    after = {"days": channel.usual_days, "times": channel.usual_times}
    if before == after:
        do.nothing()
        return channel
    channel.save(update_fields=["usual_days", "usual_times"])
    do.record(channel, before=before, after=after, detail="usual-times")
    return channel


def disconnect_all(do: Doing) -> None:
    """Forgets every login of the organisation; for the act that closes it."""
    held = Channel.objects.select_for_update(of=("self",)).filter(state__in=[State.CONNECTED, State.ATTENTION])
    for channel in held.order_by("pk"):
        _forget_login(do, channel, "")


def _forget_login(do: Doing, channel: Channel, reason: str) -> None:
    before = channel.state
    Connection.objects.filter(channel=channel).delete()
    move(channel, State.UNCONNECTED, problem="")
    do.record(channel, before={"state": before}, after={"state": channel.state}, reason=reason, detail="disconnected")


def _locked(channel_id: UUID) -> Channel:
    channel = Channel.objects.select_for_update(of=("self",)).filter(pk=channel_id).first()
    if channel is None:
        raise Http404
    return channel


def _keep(channel: Channel, credentials: dict[str, str], connected: Connected, session: dict[str, Any]) -> Connection:
    """Seals the login and what the adapter remembers; facts are not secret."""
    row = Connection.objects.select_for_update().filter(channel=channel).first()
    row = row or Connection(org_id=channel.org_id, channel=channel)
    row.credentials = seal(dict(credentials), org=channel.org_id, row=row.pk, column="credentials")
    row.session = seal({**session, **connected.session}, org=channel.org_id, row=row.pk, column="session")
    row.facts = dict(connected.facts) | {"display_name": connected.display_name}
    row.checked_at = timezone.now()
    row.save()
    return row


def _look(channel: Channel, connected: Connected, avatar: Picture | None) -> None:
    """How the network shows the account, for previews. A picture that could not be had leaves the one before."""
    before = channel.avatar, channel.avatar_mime
    channel.shown_name = connected.display_name[:120]
    if avatar is not None:
        channel.avatar = files.keep(channel.org_id, avatar.content, avatar.mime)
        channel.avatar_mime = avatar.mime
    elif not connected.avatar_url:
        channel.avatar = channel.avatar_mime = ""
    channel.save(update_fields=["shown_name", "avatar", "avatar_mime"])
    if channel.avatar != before[0]:
        old_pictures.let_go(channel.org_id, *before)


def _shown(channel: Channel, connected: Connected) -> dict[str, Any]:
    """What the audit says of a connection: nothing of its login."""
    return {"state": State.CONNECTED, "network": channel.network, "handle": channel.handle}
