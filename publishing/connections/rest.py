"""Channels: reading, connecting, disconnecting. Logins go in and never come out."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act, Denied, Place
from coe.api.bodies import cleaned
from coe.api.operations import Call, ask, read, write
from coe.api.paging import Page, keyset
from coe.api.problems import Problem, field_error
from coe.api.shapes import Id, Instant, Line, Nothing, Ref, Shape
from coe.tenancy.context import inside
from publishing.channels.base import Connected
from publishing.channels.registry import NETWORKS
from publishing.connections import actions, selectors
from publishing.connections.adapters import NotConnected, open_adapter, trial
from publishing.connections.avatars import avatar_of
from publishing.connections.forms import LANGUAGES, ChannelForm, LoginForm, UsualTimesForm
from publishing.connections.states import State
from publishing.connections.words import field_of, missing
from publishing.content.wire import abilities_of


class ChannelOut(serializers.Serializer[Any]):
    id = Id(source="channel.pk")
    name = serializers.SerializerMethodField()
    network = serializers.CharField(source="channel.network")
    handle = serializers.CharField(source="channel.handle")
    brand = Ref(source="channel.brand")
    market = Ref(source="channel.market", allow_null=True)
    language = serializers.CharField(source="channel.language")
    state = serializers.CharField(source="channel.state")
    state_label = serializers.CharField(source="label")
    problem = serializers.CharField(source="channel.problem", help_text="A code; empty while all is well.")
    problem_label = serializers.SerializerMethodField()
    checked_at = Instant(source="connected_at", allow_null=True)
    usual_days = serializers.ListField(
        child=serializers.IntegerField(), source="channel.usual_days", help_text="1 is Monday."
    )
    usual_times = serializers.ListField(
        child=serializers.CharField(), source="channel.usual_times", help_text="HH:MM in the brand’s zone."
    )
    may_connect = serializers.BooleanField()

    def get_name(self, card: Any) -> str:
        return str(card.channel)

    def get_problem_label(self, card: Any) -> str:
        return str(card.problem or "")


class LimitsOut(serializers.Serializer[Any]):
    """What the channel takes; null: no limit."""

    counting = serializers.CharField()
    max_length = serializers.IntegerField(allow_null=True)
    max_bytes = serializers.IntegerField(allow_null=True)
    max_images = serializers.IntegerField()
    image_mimes = serializers.ListField(child=serializers.CharField())
    max_alt = serializers.IntegerField(allow_null=True)
    alt_required = serializers.BooleanField()
    has_title = serializers.BooleanField()
    metrics = serializers.ListField(child=serializers.CharField())


class ChannelDetail(ChannelOut):
    limits = LimitsOut(allow_null=True)


class HealthReport(serializers.Serializer[Any]):
    """What the network said a moment ago."""

    ok = serializers.BooleanField()
    code = serializers.CharField(help_text="Why not; empty when it answered.")
    detail = serializers.CharField()
    channel = ChannelOut()


class ChannelFilters(Shape):
    q = Line(80, required=False, help_text="Part of handle or name.")
    network = serializers.ChoiceField(choices=sorted(NETWORKS), required=False)
    state = serializers.ChoiceField(choices=State.values, required=False)
    brand = Id(required=False)


class ChannelIn(Shape):
    network = serializers.ChoiceField(choices=sorted(NETWORKS))
    brand_id = Id()
    market_id = Id(required=False, allow_null=True, default=None)
    language = serializers.ChoiceField(choices=[code for code, _label in LANGUAGES], default="en")
    name = Line(80, required=False, allow_blank=True, default="")
    credentials = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), required=False, default=dict, write_only=True,
        initial={}, help_text="The network’s fields by name; see networks.",
    )  # fmt: skip


class LoginIn(Shape):
    credentials = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), required=False, default=dict, write_only=True,
        initial={},
    )  # fmt: skip


class UsualTimesIn(Shape):
    days = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), max_length=7, help_text="1 is Monday; empty: none."
    )
    times = serializers.ListField(
        child=Line(5), max_length=UsualTimesForm.MOST, help_text="HH:MM in the brand’s zone, on each of these days."
    )


class ReasonIn(Shape):
    reason = Line(300, required=False, allow_blank=True, default="")


class CredentialOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    secret = serializers.BooleanField()


class NetworkOut(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    credentials = CredentialOut(source="connect_fields", many=True)


@read("networks_list", Act.CHANNEL_SEE, tag="channels", gives=NetworkOut, paged=True)
def networks(call: Call) -> Page:
    """List networks, and what each needs to be connected."""
    return Page(list(NETWORKS.values()))


@read("channels_list", Act.CHANNEL_SEE, tag="channels", gives=ChannelOut, filters=ChannelFilters, paged=True)
def channels(call: Call) -> Page:
    """List channels, by network and handle."""
    given = call.query
    found = selectors.channels(
        call.rights, search=given.get("q", ""), network=given.get("network", ""), state=given.get("state", ""),
    )  # fmt: skip
    if brand := given.get("brand"):
        found = found.filter(brand=brand)
    return keyset(call.window, found, "network", "handle", "pk", shown=lambda page: selectors.cards(call.rights, page))


@read("channels_get", Act.CHANNEL_SEE, tag="channels", gives=ChannelDetail)
def channel(call: Call, channel_id: UUID) -> Any:
    """Read a channel, its state and what it takes."""
    card = selectors.channel_or_404(call.rights, channel_id)
    limits = abilities_of([card.channel])[channel_id] if card.network else None
    return _Detailed(card, limits)


class _Detailed:
    """A card with its limits beside it."""

    def __init__(self, card: Any, limits: Any) -> None:
        self.card, self.limits = card, limits

    def __getattr__(self, name: str) -> Any:
        return getattr(self.card, name)


def _within(call: Call) -> Any:
    return inside(call.org.pk, user=call.member.user_id)


@write("channels_create", Act.CHANNEL_CONNECT, tag="channels", takes=ChannelIn, gives=ChannelOut, status=201,
       own_transaction=True)  # fmt: skip
def connect(call: Call) -> Any:
    """Connect a new channel. Its login is tried before anything is kept."""
    data = call.data
    with _within(call):
        place = Place(data["brand_id"], data["market_id"])
        if not call.actor.may(Act.CHANNEL_CONNECT, place):
            raise Denied(Act.CHANNEL_CONNECT, place)
        form = ChannelForm(_typed(data), network=data["network"], brands=selectors.brands_to_connect(call.rights))
        cleaned(form, brand="brand_id", market="market_id", **_at_credentials(form))
    connected, session = _tried(form)
    made = actions.create(
        call.actor, network=data["network"], credentials=form.credentials(), connected=connected, session=session,
        avatar=avatar_of(connected), **form.chosen(),
    )  # fmt: skip
    with _within(call):
        return selectors.channel_or_404(call.rights, made.pk)


def _typed(data: dict[str, Any]) -> dict[str, Any]:
    named = {"brand": str(data["brand_id"]), "market": str(data["market_id"] or "")}
    return {**data["credentials"], **named, "language": data["language"], "name": data["name"]}


def _at_credentials(form: LoginForm) -> dict[str, str]:
    return {name: f"credentials/{name}" for name in form.names}


def _tried(form: LoginForm) -> tuple[Connected, dict[str, Any]]:
    """Tries a login against its network, outside any transaction. Raises Problem with what the network said."""
    session: dict[str, Any] = {}
    answer = trial(form.network, form.credentials() if form.fields else {}, session).check()
    if isinstance(answer, Connected):
        return answer, session
    field = field_of(answer, form.names)
    pointer = f"#/credentials/{field}" if field else "#/credentials"
    raise Problem("fields", errors=[field_error(pointer, str(getattr(answer, "code", "again")), missing(answer))])


@write("channels_reconnect", Act.CHANNEL_CONNECT, tag="channels", takes=LoginIn, gives=ChannelOut,
       own_transaction=True)  # fmt: skip
def reconnect(call: Call, channel_id: UUID) -> Any:
    """Give a channel a new login. It is tried first, and has to be the same account."""
    with _within(call):
        card = selectors.connectable_or_404(call.rights, channel_id)
        form = LoginForm(call.data["credentials"], network=card.channel.network)
        if form.fields:
            cleaned(form, **_at_credentials(form))
    connected, session = _tried(form)
    credentials = form.credentials() if form.fields else {}
    actions.reconnect(
        call.actor, channel_id=channel_id, credentials=credentials, connected=connected, session=session,
        avatar=avatar_of(connected),
    )  # fmt: skip
    with _within(call):
        return selectors.channel_or_404(call.rights, channel_id)


@write("channels_disconnect", Act.CHANNEL_CONNECT, tag="channels", takes=ReasonIn, gives=ChannelOut)
def disconnect(call: Call, channel_id: UUID) -> Any:
    """Forget a channel’s login. What is scheduled there will be refused at its slot."""
    selectors.connectable_or_404(call.rights, channel_id)
    actions.disconnect(call.actor, channel_id=channel_id, reason=call.data["reason"])
    return selectors.channel_or_404(call.rights, channel_id)


@write("channels_usual_times", Act.CHANNEL_CONNECT, tag="channels", takes=UsualTimesIn, gives=ChannelOut)
def usual_times(call: Call, channel_id: UUID) -> Any:
    """Say when a channel usually publishes. The calendar shows which of these slots have no post."""
    selectors.connectable_or_404(call.rights, channel_id)
    typed = {"days": [str(day) for day in call.data["days"]], "times": ", ".join(call.data["times"])}
    form = UsualTimesForm(typed)
    cleaned(form)
    actions.set_usual_times(call.actor, channel_id=channel_id, **form.cleaned_data)
    return selectors.channel_or_404(call.rights, channel_id)


@ask("channels_test", Act.CHANNEL_CONNECT, tag="channels", takes=Nothing, gives=HealthReport, own_transaction=True)
def test(call: Call, channel_id: UUID) -> dict[str, Any]:
    """Ask the network now whether the channel’s login holds. Changes nothing."""
    with _within(call):
        card = selectors.connectable_or_404(call.rights, channel_id)
        try:
            adapter = open_adapter(channel_id)
        except NotConnected:
            detail = str(card.problem or card.label)
            return {"ok": False, "code": "not_connected", "detail": detail, "channel": card}
    answer = adapter.check()
    if isinstance(answer, Connected):
        return {"ok": True, "code": "", "detail": "", "channel": card}
    code = str(getattr(answer, "code", "") or type(answer).__name__.lower())
    return {"ok": False, "code": code, "detail": str(missing(answer)), "channel": card}
