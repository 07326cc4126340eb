"""The lists of this package as tables that can be exported: what the page shows, by the same selectors and filters."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from coe.access.api import Act
from coe.exports.api import Ask, Field, Table, chunked, register
from coe.tenancy.zones import named
from coe.web.links import to
from publishing.calendar import selectors as calendar
from publishing.calendar.asked import wanted_of, window_of
from publishing.calendar.freezing import Frozen
from publishing.connections import selectors as channels
from publishing.content import campaign_selectors, selectors
from publishing.content.links import short, target
from publishing.content.models import PostImage, TrackedLink, Version
from publishing.content.page_forms import FilterForm
from publishing.content.states import State, overall
from publishing.delivery import selectors as deliveries
from publishing.library import selectors as library

Rows = Iterator[Sequence[Any]]
PIECE = 500


def register_lists() -> None:
    register("posts", title=gettext_lazy("Posts"), act=Act.POST_SEE, table=_posts)
    register("calendar", title=gettext_lazy("Calendar"), act=Act.POST_SEE, table=_calendar)
    register("deliveries", title=gettext_lazy("Deliveries"), act=Act.POST_SEE, table=_deliveries)
    register("library", title=gettext_lazy("Library"), act=Act.POST_SEE, table=_library)
    register("campaigns", title=gettext_lazy("Campaigns"), act=Act.CAMPAIGN_MANAGE, table=_campaigns)
    register("links", title=gettext_lazy("Tracked links"), act=Act.CAMPAIGN_MANAGE, table=_links)
    register("channels", title=gettext_lazy("Channels"), act=Act.CHANNEL_SEE, table=_channels)


def _address(ask: Ask, name: str, *args: Any) -> str:
    return f"{settings.BASE_URL}{to(ask.org, name, *args)}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ── posts: the columns an import takes, so that a file can be changed and brought back ──────────


def _posts(ask: Ask) -> Table:
    form = FilterForm(ask.GET)
    form.is_valid()
    found = selectors.filtered(
        ask.rights,
        ask.member.pk,
        filters=form.cleaned_data,
        brand=ask.brand_filter,
        market=ask.market_filter,
        sort=ask.GET.get("sort", ""),
    )
    own = (
        Version.objects.filter(post__in=found.order_by().values("pk"), own_text__isnull=False)
        .order_by("channel__network", "channel__handle")
        .values_list("channel", "channel__network", "channel__handle")
        .distinct()
    )
    own_texts = [(channel, f"{network}:{handle}") for channel, network, handle in own]
    fields = [
        Field("id", _("Id"), 38), Field("brand", _("Brand")), Field("channels", _("Channels"), 32),
        Field("title", _("Title"), 32), Field("text", _("Text"), 60),
        *(Field(f"text: {name}", _("Text: %(channel)s") % {"channel": name}, 40) for _id, name in own_texts),
        Field("date", _("Date"), 12), Field("time", _("Time"), 8), Field("zone", _("Time zone")),
        Field("link", _("Link"), 32), Field("campaign", _("Campaign")), Field("labels", _("Labels"), 14),
        Field("image", _("Image"), 24), Field("alt", _("Image description"), 32), Field("paid", _("Paid"), 8),
        Field("language", _("Language"), 10), Field("state", _("State"), 14), Field("author", _("Author"), 20),
        Field("changed", named(_("Changed"), ask.zone)), Field("address", _("Address"), 48),
    ]  # fmt: skip

    def told(some: Any) -> Rows:
        versions = Version.objects.select_related("channel").order_by("channel__network", "channel__handle")
        images = PostImage.objects.select_related("asset").order_by("position")
        for post in some.select_related("brand", "campaign", "author").prefetch_related(
            Prefetch("versions", versions, to_attr="all_versions"), Prefetch("images", images, to_attr="all_images")
        ):
            yield _post(ask, post, [channel for channel, _name in own_texts])

    return Table(fields, chunked(found, PIECE, told), found.count())


def _post(ask: Ask, post: Any, own: list[UUID]) -> Sequence[Any]:
    living = [one for one in post.all_versions if one.state != State.WITHDRAWN] or post.all_versions
    texts = {one.channel_id: one.own_text for one in living}
    local = post.slot.astimezone(ZoneInfo(post.zone)) if post.slot else None
    return [
        str(post.pk), post.brand.name, "; ".join(f"{one.channel.network}:{one.channel.handle}" for one in living),
        post.title, post.text, *(texts.get(channel) for channel in own),
        local.date() if local else None, local.strftime("%H:%M") if local else "", post.zone, post.link_url,
        post.campaign.name if post.campaign else "", post.utm_content,
        "; ".join(one.asset.name for one in post.all_images),
        " | ".join(one.alt for one in post.all_images), _("yes") if post.paid else "", post.language,
        str(State(overall(one.state for one in living)).label), post.author.name, post.updated_at,
        _address(ask, "post", post.pk),
    ]  # fmt: skip


# ── the others ──────────────────────────────────────────────────────────────────────────────────


def _calendar(ask: Ask) -> Table:
    found = calendar.chips(ask.rights, window_of(ask), wanted_of(ask), Frozen())
    fields = [
        Field("slot", named(_("Goes out"), ask.zone)), Field("brand", _("Brand")), Field("title", _("Post"), 48),
        Field("networks", _("Networks"), 24), Field("state", _("State"), 14), Field("language", _("Language"), 10),
        Field("zone", _("Typed in zone")), Field("address", _("Address"), 48),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        [one.slot, one.brand.name, one.title, ", ".join(one.networks), str(one.word), one.language, one.zone,
         _address(ask, "post", one.id)]
        for one in found.chips
    ]  # fmt: skip
    return Table(fields, rows, len(rows))


def _deliveries(ask: Ask) -> Table:
    found = deliveries.deliveries(
        ask.rights,
        view=ask.GET.get("view", "risk")[:20],
        search=ask.GET.get("q", "")[:80],
        network=ask.GET.get("network", "")[:80],
        channel=_uuid(ask.GET.get("channel", "")),
        brand=ask.brand_filter,
        market=ask.market_filter,
        sort=ask.GET.get("sort", ""),
    )
    fields = [
        Field("slot", named(_("Slot"), ask.zone)), Field("post", _("Post"), 48), Field("brand", _("Brand")),
        Field("network", _("Network"), 14), Field("channel", _("Channel"), 24), Field("state", _("State"), 20),
        Field("reason", _("Reason"), 40), Field("tries", _("Attempts"), 10),
        Field("sent_at", named(pgettext("moment", "Sent"), ask.zone)),
        Field("remote_url", _("Address on the network"), 48),
        Field("digest", _("Digest"), 66), Field("address", _("Address"), 48),
    ]  # fmt: skip

    def told(some: Any) -> Rows:
        for row in deliveries.rows(ask.rights, some):
            one = row.delivery
            yield [
                one.slot, row.title, row.post.brand.name, one.channel.network, str(one.channel), str(row.label),
                str(row.reason.short) if one.code else "", one.attempt, one.sent_at, one.remote_url, one.digest,
                _address(ask, "delivery", one.pk),
            ]  # fmt: skip

    return Table(fields, chunked(found, PIECE, told), found.count())


def _library(ask: Ask) -> Table:
    found = library.listed(
        ask.rights, brand=ask.brand_filter, market=ask.market_filter, words=ask.GET.get("q", "")[:200],
        sort=ask.GET.get("sort", ""), show=ask.GET.get("show", ""),
    )  # fmt: skip
    fields = [
        Field("name", _("Name"), 32), Field("brand", _("Brand")), Field("alt", _("Image description"), 48),
        Field("type", _("Format"), 12), Field("width", _("Width"), 8), Field("height", _("Height"), 8),
        Field("bytes", _("Bytes"), 10), Field("posts", _("Posts"), 8), Field("added_by", _("Added by"), 20),
        Field("added_at", named(_("Added"), ask.zone)), Field("sha256", "SHA-256", 66),
        Field("address", _("Address"), 48),
    ]  # fmt: skip

    def told(some: Any) -> Rows:
        for one in some.select_related("added_by"):
            yield [
                one.name, one.brand.name if one.brand else "", one.alt, one.mime, one.width, one.height, one.size,
                one.uses, one.added_by.name if one.added_by else "", one.added_at, one.sha256,
                _address(ask, "asset", one.pk),
            ]  # fmt: skip

    return Table(fields, chunked(found, PIECE, told), found.count())


def _campaigns(ask: Ask) -> Table:
    fields = [
        Field("name", _("Name"), 32), Field("slug", _("Name in links"), 24), Field("brand", _("Brand")),
        Field("starts_on", _("Starts"), 12), Field("ends_on", _("Ends"), 12), Field("address", _("Address"), 48),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        [one.name, one.slug, one.brand.name if one.brand else "", one.starts_on, one.ends_on,
         _address(ask, "campaign", one.pk)]
        for one in campaign_selectors.campaigns(
            ask.rights, words=ask.GET.get("q", ""), sort=ask.GET.get("sort", "")
        )
    ]  # fmt: skip
    return Table(fields, rows, len(rows))


def _links(ask: Ask) -> Table:
    may = ask.rights.within(Act.CAMPAIGN_MANAGE, brand="brand")
    found = TrackedLink.objects.filter(may).order_by("-created_at", "pk")
    if ask.brand_filter:
        found = found.filter(brand=ask.brand_filter)
    fields = [
        Field("short", _("Short address"), 32), Field("url", _("Leads to"), 60), Field("brand", _("Brand")),
        Field("campaign", _("Campaign")), Field("post", _("Post"), 40), Field("channel", _("Channel"), 24),
        Field("utm_source", "utm_source", 14), Field("utm_medium", "utm_medium", 14),
        Field("utm_campaign", "utm_campaign"), Field("utm_content", "utm_content", 14),
        Field("created_at", named(_("Made"), ask.zone)),
    ]  # fmt: skip

    def told(some: Any) -> Rows:
        for one in some.select_related("brand", "campaign", "version__post", "version__channel"):
            version = one.version
            yield [
                short(one.code), target(one), one.brand.name, one.campaign.name if one.campaign else "",
                selectors.first_line(version.post) if version else "", str(version.channel) if version else "",
                one.utm_source, one.utm_medium, one.utm_campaign, one.utm_content, one.created_at,
            ]  # fmt: skip

    return Table(fields, chunked(found, PIECE, told), found.count())


def _channels(ask: Ask) -> Table:
    asked = {key: ask.GET.get(key, "")[:80] for key in ("network", "state")}
    search, brand, market = ask.GET.get("q", "")[:80], ask.brand_filter, ask.market_filter
    found = channels.channels(ask.rights, search=search, brand=brand, market=market, **asked)
    fields = [
        Field("network", _("Network"), 14), Field("handle", _("Handle"), 32), Field("name", _("Name"), 24),
        Field("brand", _("Brand")), Field("market", _("Market")), Field("language", _("Language"), 10),
        Field("state", _("State"), 20), Field("problem", _("Problem"), 40),
        Field("checked_at", named(_("Connected"), ask.zone)), Field("address", _("Address"), 48),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        [one.channel.network, one.channel.handle, one.channel.name, one.channel.brand.name,
         one.channel.market.name if one.channel.market else "", one.channel.language, str(one.label),
         str(one.problem), one.connected_at, _address(ask, "channel", one.channel.pk)]
        for one in channels.cards(ask.rights, list(found))
    ]  # fmt: skip
    return Table(fields, rows, len(rows))
