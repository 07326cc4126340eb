"""A version as its network will show it: one template per network in templates/publishing/preview/."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString

from coe.tenancy.models import Brand
from coe.web.joining import local_name
from coe.web.wording import Span
from publishing.channels.counting import links
from publishing.channels.registry import abilities_for
from publishing.connections.models import Channel
from publishing.content.forms import PostForm
from publishing.content.models import Post, Version
from publishing.content.rich_text import dressed, folds
from publishing.content.wire import LINK_HERE, Wire, build
from publishing.library.models import Asset

PLAIN = "publishing/preview/plain.html"


@dataclass(frozen=True)
class Card:
    """A link card below the text. Without `title` the network reads title and picture from the page itself."""

    host: str
    title: str


@dataclass(frozen=True)
class Preview:
    """What a preview template shows. `body` is the text as the network sets it."""

    wire: Wire
    template: str
    body: SafeString
    card: Card | None
    folds: int
    """Lines after which the network folds the text; 0 when it shows all."""
    used: int
    limit: int | None
    spans: tuple[Span, ...] = ()
    """What rules found, in the version's own text: marked in the body, and in what changed."""

    @property
    def left(self) -> int | None:
        return self.limit - self.used if self.limit is not None else None

    @property
    def kind(self) -> str:
        """The state family of its counter."""
        if self.left is None or not self.limit:
            return ""
        if self.left < 0:
            return "stop"
        return "wait" if self.left <= self.limit * 0.2 else ""

    @property
    def handle(self) -> str:
        """The channel's name as networks write it."""
        return f"@{self.wire.channel.handle.lstrip('@')}"

    @property
    def speaks(self) -> str:
        """The language a newsroom shows it in: that of its words."""
        return "zh-hans" if self.wire.language.lower().startswith("zh") else "en"

    @property
    def out_on(self) -> date | None:
        """The day it went out, for what is not of this hour any more."""
        slot = self.wire.post.slot
        return timezone.localdate(slot) if slot and slot < timezone.now() - timedelta(hours=1) else None

    @property
    def pictures(self) -> int:
        """How many pictures the network lays out side by side."""
        return min(len(self.wire.images), 4)


def previews(wires: Iterable[Wire]) -> list[Preview]:
    return [preview(wire) for wire in wires]


def preview(wire: Wire) -> Preview:
    text, network = wire.whole_text, wire.channel.network
    return Preview(
        wire=wire,
        template=_template(network),
        body=dressed(text, network),
        card=_card(wire),
        folds=folds(text, network),
        used=wire.count,
        limit=wire.abilities.max_length,
    )


def neutral(form: PostForm, brand: Brand, images: Sequence[tuple[Asset, str]]) -> Preview | None:
    """Main text, link and pictures as typed, in no network's manner: for when no channel is chosen yet."""
    text, link = form.typed("text", form.had.text), form.typed("link_url", form.had.link_url).strip()
    if not text.strip() and not images:
        return None
    if link and LINK_HERE not in text:
        text = f"{text.rstrip()}\n\n{link}".lstrip()
    # A newsroom takes whatever there is.
    channel, abilities = Channel(handle=local_name(brand)), abilities_for("newsroom", {})
    language = form.typed("language", form.had.language)
    post = Post(brand=brand, text=text.replace(LINK_HERE, link), language=language, zone=brand.zone)
    wire = build(Version(post=post, channel=channel), None, tuple(images), abilities)
    return Preview(wire, PLAIN, dressed(wire.whole_text, ""), None, folds=0, used=0, limit=None)


def found_on(preview: Preview, spans: Iterable[Span]) -> Preview:
    """The preview with words marked; the spans count in the version's own text, before it was made ready to travel."""
    spans = tuple(spans)
    text, own = preview.wire.whole_text, preview.wire.text
    shift = len(own) - len(own.lstrip())
    moved = [Span(span.start - shift, span.end - shift, span.number, span.kind) for span in spans]
    kept = [span for span in moved if span.start >= 0]
    return replace(preview, body=dressed(text, preview.wire.channel.network, kept), spans=spans)


def _card(wire: Wire) -> Card | None:
    """The card each network makes: from what is sent with the post, or by looking at the first address in it."""
    if wire.images or not wire.link:
        return None
    host = urlsplit(wire.link).netloc
    if wire.abilities.link_as == "card":
        return Card(host, wire.title or urlsplit(wire.link).hostname or host)
    return Card(host, "") if wire.channel.network == "mastodon" and links(wire.whole_text) else None


def _template(network: str) -> str:
    name = f"publishing/preview/{network}.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return PLAIN
    return name
