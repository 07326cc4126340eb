"""Tags of the post's pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coe.web.links import to
from coe.web.templatetags.coe import brand_mark
from governance.api import Finding
from publishing.content import previews
from publishing.content.previews import Preview
from publishing.content.wire import Wire
from publishing.library.crops import Cropped

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_of(context: Any, wire: Wire, picture: Any) -> str:
    """`{% picture_of wire asset %}`: the address of a picture as this version shows it."""
    request = context["request"]
    if isinstance(picture, Cropped) and wire.version.pk:
        address = to(request, "post_picture", wire.post.pk, wire.version.pk, picture.pk)
        # Another part is another address, so that it may be kept for long.
        return f"{address}?v={picture.sha256[:12]}"
    return to(request, "asset_file", picture.pk)


@register.simple_tag(takes_context=True)
def account_mark(context: Any, wire: Wire, css: str) -> SafeString:
    """The account's picture as its network shows it; the brand's mark when it has none here."""
    channel = wire.channel
    if not channel.avatar:
        return brand_mark(wire.post.brand, css, False)
    # Another picture is another address, so that it may be kept for long.
    address = f"{to(context['request'], 'channel_avatar', channel.pk)}?v={channel.avatar[:12]}"
    return format_html('<img class="brand {}" src="{}" alt="" width="46" height="46">', css, address)


@register.simple_tag
def found_on(preview: Preview, findings: Iterable[Finding]) -> Preview:
    """The preview with the words that rules found marked in its text; as it is when there are none.

    A finding belongs to this version when it names it, and to this place when the very words stand there.
    """
    text = preview.wire.text
    mine = [
        finding.span
        for finding in findings
        if finding.field == "text"
        and finding.words
        and (not finding.item_ids or preview.wire.version.pk in finding.item_ids)
        and text[finding.start : finding.end] == finding.words
    ]
    return previews.found_on(preview, mine) if mine else preview
