"""A version as its network will show it: one template per network in templates/publishing/preview/."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from coe.web.wording import Span
from publishing.channels.counting import links
from publishing.content.wire import Wire


@dataclass(frozen=True)
class Preview:
    """What a preview template shows. `body` is the text with its addresses marked as links."""

    wire: Wire
    template: str
    body: SafeString
    card: bool
    """Whether the network shows the link as a card below the text."""
    left: int | None
    limit: int | None
    spans: tuple[Span, ...] = ()

    @property
    def kind(self) -> str:
        """The state family of its counter."""
        if self.left is None or not self.limit:
            return ""
        if self.left < 0:
            return "stop"
        return "wait" if self.left <= self.limit * 0.2 else ""

    @property
    def host(self) -> str:
        """Whose page the link leads to, as a link card names it."""
        return self.wire.target.split("//", 1)[-1].split("/", 1)[0].split("?", 1)[0]


def previews(wires: Iterable[Wire]) -> list[Preview]:
    return [preview(wire) for wire in wires]


def preview(wire: Wire) -> Preview:
    limit = wire.abilities.max_length
    return Preview(
        wire=wire,
        template=_template(wire.channel.network),
        body=linked(wire.whole_text),
        card=bool(wire.link) and (wire.abilities.link_as == "field" or _is_card(wire)),
        left=limit - wire.count if limit is not None else None,
        limit=limit,
    )


def _is_card(wire: Wire) -> bool:
    return wire.abilities.link_as == "card" and not wire.images


def _template(network: str) -> str:
    name = f"publishing/preview/{network}.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return "publishing/preview/plain.html"
    return name


def linked(text: str) -> SafeString:
    """A text as HTML, its line breaks kept and its addresses set apart."""
    out: list[str] = []
    at = 0
    for start, end, address in links(text):
        out += [_lines(text[at:start]), format_html('<span class="a">{}</span>', _bare(address))]
        at = end
    return mark_safe("".join([*out, _lines(text[at:])]))  # noqa: S308  (every part was escaped)


def _lines(text: str) -> str:
    return format_html("{}", text).replace("\n", "<br>")


def _bare(address: str) -> str:
    """Networks leave the scheme out."""
    return address.split("//", 1)[-1]
