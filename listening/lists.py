"""Mentions as a table that can be exported. It names people outside, so the export is in the audit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access.api import Act
from coe.exports.api import Ask, Field, Table, chunked, noted, register
from coe.tenancy.zones import named
from listening.mentions import selectors
from listening.mentions.asked import wanted_of


def register_lists() -> None:
    note = noted(Act.MENTION_SEE, "mentions")
    register("mentions", title=gettext_lazy("Mentions"), act=Act.MENTION_SEE, table=_mentions, note=note)


def _mentions(ask: Ask) -> Table:
    wanted = wanted_of(ask.GET)
    found = selectors.filtered(ask.rights, wanted, brand=ask.brand_filter, market=ask.market_filter, zone=ask.org.zone)
    fields = [
        Field("published_at", named(_("Said"), ask.zone)), Field("kind", _("Kind"), 12),
        Field("network", _("Network"), 14), Field("source", _("Source"), 24), Field("author", _("Author"), 24),
        Field("handle", _("Handle"), 24), Field("title", _("Title"), 32), Field("text", _("Text"), 60),
        Field("language", _("Language"), 10), Field("url", _("Address"), 40), Field("brand", _("Brand")),
        Field("state", _("State"), 12), Field("handled_by", _("Handled by"), 20),
        Field("handled_at", named(_("Handled"), ask.zone)),
    ]  # fmt: skip

    def told(some: Any) -> Iterator[Sequence[Any]]:
        for one in some.select_related("brand", "channel", "source", "handled_by"):
            yield [
                one.published_at, one.get_kind_display(), one.channel.network if one.channel else "rss",
                one.source.name, one.author_name, one.author_handle, one.title, one.text, one.language, one.url,
                one.brand.name if one.brand else "", one.get_state_display(),
                one.handled_by.name if one.handled_by else "", one.handled_at,
            ]  # fmt: skip

    return Table(fields, chunked(found.order_by("-published_at", "-pk"), 500, told), found.count())
