"""Pages of channels. Logins are tried outside any transaction; pages are drawn inside the organisation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from coe.access.api import Act, Request, gate
from coe.tenancy.context import inside
from coe.web.joining import flowing
from coe.web.links import to
from publishing.channels.base import Connected
from publishing.channels.registry import NETWORKS
from publishing.connections import actions, selectors
from publishing.connections.adapters import trial
from publishing.connections.avatars import avatar_of
from publishing.connections.forms import ChannelForm, LoginForm, ReasonForm, UsualTimesForm
from publishing.connections.states import State
from publishing.connections.words import ABOUT
from publishing.content.wire import abilities_of
from publishing.delivery.selectors import of_channel


@gate(Act.CHANNEL_SEE)
def channels(request: Request) -> HttpResponse:
    asked = {key: request.GET.get(key, "")[:80] for key in ("q", "network", "state")}
    found = selectors.channels(
        request.rights,
        search=asked["q"],
        network=asked["network"],
        state=asked["state"],
        brand=request.brand_filter,
        market=request.market_filter,
    )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": selectors.cards(request.rights, list(page.object_list)),
        "networks": [(info.slug, info.name) for info in NETWORKS.values()],
        "states": State.choices,
        "asked": asked,
        "filtered": any([*asked.values(), request.brand_filter, request.market_filter]),
        "may_add": request.rights.may(Act.CHANNEL_CONNECT, anywhere=True),
    }
    return TemplateResponse(request, "publishing/connections/channels.html", context)


@gate(Act.CHANNEL_SEE)
def channel(request: Request, channel: UUID) -> HttpResponse:
    card = selectors.channel_or_404(request.rights, channel)
    shown = card.channel
    form = UsualTimesForm(initial={"days": shown.usual_days, "times": ", ".join(shown.usual_times)})
    return _channel_page(request, card, form)


def _channel_page(
    request: Request, card: selectors.ChannelCard, form: UsualTimesForm, *, status: int = 200
) -> HttpResponse:
    channel = card.channel
    context = {
        "card": card,
        "channel": channel,
        "abilities": abilities_of([channel])[channel.pk] if card.network else None,
        "deliveries": of_channel(request.rights, channel.pk),
        "may_explain": request.rights.may(
            Act.ACCESS_SEE, brand=channel.brand_id, market=channel.market_id, channel=channel.pk
        ),
        "public_url": _public_url(request, card),
        "usual": form,
        "usual_days": [name for number, name in UsualTimesForm.DAYS if number in channel.usual_days],
    }
    return TemplateResponse(request, "publishing/connections/channel.html", context, status=status)


@gate(Act.CHANNEL_CONNECT, own_transaction=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def channel_new(request: Request) -> HttpResponseBase:
    network = request.GET.get("network", "")
    if network and network not in NETWORKS:
        raise Http404
    with _within(request):
        brands = selectors.brands_to_connect(request.rights)
        form = ChannelForm(request.POST or None, network=network, brands=brands) if network else None
        ready = request.method == "POST" and form is not None and form.is_valid()
    if ready and form is not None:
        made = _try(form)
        if made:
            connected, session = made
            avatar = avatar_of(connected)
            try:
                channel = actions.create(
                    request.actor,
                    network=network,
                    credentials=form.credentials(),
                    connected=connected,
                    session=session,
                    avatar=avatar,
                    **form.chosen(),
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Connected %(channel)s.") % {"channel": channel})
                return redirect(to(request, "channel", channel.pk))
    choices = [(info, ABOUT.get(info.slug, "")) for info in NETWORKS.values()]
    context = {"form": form, "network": NETWORKS.get(network), "choices": choices}
    return _page(request, "channel_new", context, form)


@gate(Act.CHANNEL_CONNECT)
@require_POST
def newsroom_open(request: Request) -> HttpResponseBase:
    """A newsroom for a brand with one press: it needs no login, so nothing has to be typed."""
    wanted = request.POST.get("brand", "")
    brand = next((one for one in selectors.brands_to_connect(request.rights) if str(one.pk) == wanted), None)
    if brand is None:
        raise Http404
    session: dict[str, Any] = {}
    answer = trial("newsroom", {}, session).check()
    if not isinstance(answer, Connected):
        raise Http404
    try:
        made = actions.create(
            request.actor, network="newsroom", brand_id=brand.pk, market_id=None,
            language="zh-Hans" if (get_language() or "").startswith("zh") else "en", name="", credentials={},
            connected=answer, session=session,
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("The newsroom of %(brand)s is open.") % {"brand": made.brand})
    return redirect(to(request, "home"))


@gate(Act.CHANNEL_CONNECT, own_transaction=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def channel_connect(request: Request, channel: UUID) -> HttpResponseBase:
    with _within(request):
        card = selectors.connectable_or_404(request.rights, channel)
    form = LoginForm(request.POST or None, network=card.channel.network, handle=card.channel.handle)
    # A network without a login has no field to post.
    if request.method == "POST" and (form.is_valid() or not form.fields):
        made = _try(form)
        if made:
            connected, session = made
            avatar = avatar_of(connected)
            try:
                actions.reconnect(
                    request.actor,
                    channel_id=channel,
                    credentials=form.credentials() if form.fields else {},
                    connected=connected,
                    session=session,
                    avatar=avatar,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Connected %(channel)s.") % {"channel": card.channel})
                return redirect(to(request, "channel", channel))
    return _page(request, "channel_connect", {"form": form, "card": card, "channel": card.channel}, form)


@gate(Act.CHANNEL_CONNECT)
@require_POST
def channel_times(request: Request, channel: UUID) -> HttpResponseBase:
    """When a channel usually publishes."""
    card = selectors.connectable_or_404(request.rights, channel)
    form = UsualTimesForm(request.POST)
    if not form.is_valid():
        return _channel_page(request, card, form, status=422)
    actions.set_usual_times(request.actor, channel_id=channel, **form.cleaned_data)
    messages.success(request, _("Kept"))
    return redirect(to(request, "channel", channel))


@gate(Act.CHANNEL_CONNECT)
@require_POST
def channel_disconnect(request: Request, channel: UUID) -> HttpResponseBase:
    card = selectors.connectable_or_404(request.rights, channel)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, flowing(form.errors["reason"]))
        return redirect(to(request, "channel", channel))
    actions.disconnect(request.actor, channel_id=channel, reason=form.cleaned_data["reason"])
    messages.success(request, _("Disconnected %(channel)s. Its login is forgotten.") % {"channel": card.channel})
    return redirect(to(request, "channel", channel))


def _try(form: LoginForm) -> tuple[Connected, dict[str, Any]] | None:
    """Tries a login against its network; what is missing goes to the form."""
    session: dict[str, Any] = {}
    answer = trial(form.network, form.credentials() if form.fields else {}, session).check()
    if isinstance(answer, Connected):
        return answer, session
    form.refuse(answer)
    return None


def _public_url(request: Request, card: selectors.ChannelCard) -> str:
    if card.channel.network != "newsroom":
        return ""
    from publishing.newsroom.selectors import front_url

    return front_url(request.org.slug, card.channel.brand.slug)


def _within(request: Request) -> Any:
    return inside(request.org.pk, user=request.user.pk)


def _page(request: Request, name: str, context: dict[str, Any], form: LoginForm | None) -> HttpResponseBase:
    status = 422 if form is not None and form.is_bound and form.errors else 200
    with _within(request):
        response = TemplateResponse(request, f"publishing/connections/{name}.html", context, status=status)
        return response.render()
