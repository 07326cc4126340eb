"""Tags every template has without loading them: assets, icons, links, drawn parts, blocks with a body."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.web import assets, blocks, drawing, networks, wording
from coe.web.links import to as link_to
from coe.web.middleware import CURRENT

register = template.Library()


# ── assets and addresses ────────────────────────────────────────────────────────────────────────


@register.simple_tag
def asset(name: str) -> SafeString:
    """`{% asset 'calendar.js' %}`: the built script, as a module."""
    return format_html('<script type="module" src="{}"></script>', assets.url(name))


@register.simple_tag
def asset_css(name: str = "app.js") -> SafeString:
    """`{% asset_css 'calendar.js' %}`: the stylesheets of an entry (`newsroom.css` is one itself)."""
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((sheet,) for sheet in assets.styles(name))
    )


@register.simple_tag
def asset_url(name: str) -> str:
    return assets.url(name)


@register.simple_tag(takes_context=True)
def to(context: template.Context, name: str, *args: Any, **kwargs: Any) -> str:
    """`{% to 'posts' post.id %}`: reverse, with this organisation's slug put first."""
    return link_to(context["request"], name, *args, **kwargs)


@register.simple_tag(takes_context=True)
def may(context: template.Context, act: str) -> bool:
    """`{% may 'member.invite' as may_invite %}`: whether the reader holds an act anywhere, to offer what it opens."""
    rights = getattr(context["request"], "rights", None)
    return bool(rights and rights.may(act, anywhere=True))


# ── small drawn parts ───────────────────────────────────────────────────────────────────────────


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon 'check' 'ic-s' %}`: an interface icon; hidden from readers unless it has a label."""
    if settings.DEBUG and not assets.has_icon(name):
        raise LookupError(f"No icon {name!r} in the sprite. Is it a Tabler icon? Then run `npm run build`.")
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="ic{}" {}><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        said,
        assets.url("sprite.svg"),
        name,
    )


@register.simple_tag
def net(network: str, css: str = "", said: bool = True) -> SafeString:
    """`{% net 'bluesky' %}`: a network's glyph in ink. `said=False` where its name is written beside it."""
    label = format_html('role="img" aria-label="{}"', networks.label(network))
    return format_html(
        '<svg class="net{}" data-net="{}" {}><use href="{}#net-{}"/></svg>',
        f" {css}" if css else "",
        network,
        label if said else SafeString('aria-hidden="true"'),
        assets.url("sprite.svg"),
        network if assets.has_icon(f"net-{network}") else "rss",
    )


@register.simple_tag
def nets(names: Iterable[str]) -> SafeString:
    """A row of network glyphs."""
    return format_html(
        '<span class="nets">{}</span>', format_html_join("", "{}", ((net(name),) for name in names))
    )


@register.filter
def network_name(network: str) -> str:
    return networks.label(network)


@register.simple_tag
def brand_mark(brand: Any, css: str = "", said: bool = True) -> SafeString:
    """A brand's mark: drawn (`brand.mark`), else its initials. Known by shape, always in ink."""
    return SafeString(
        render_to_string("components/brand_mark.html", {"brand": brand, "css": css, "said": said}).strip()
    )


@register.filter
def local_name(thing: Any) -> str:
    """A brand's or market's name in the reader's language."""
    zh = getattr(thing, "name_zh", "")
    return str(zh if zh and (get_language() or "").startswith("zh") else thing)


@register.filter
def initials(name: str) -> str:
    """Two letters for a face: first and last word, or the last two signs of a Chinese name."""
    words = str(name).split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    only = str(name)
    return only[-2:] if only and ord(only[0]) > 0x2E80 else only[:2].upper()


@register.inclusion_tag("components/spark.html")
def spark(
    values: Sequence[float | None],
    goal: float | None = None,
    kind: str = "",
    width: int = 72,
    height: int = 22,
    label: str = "",
) -> dict[str, Any]:
    """`{% spark row.weeks goal=row.goal kind='ok' %}`: values, dashed goal, last point in its state."""
    return {
        "drawn": drawing.spark(values, goal=goal, width=width, height=height),
        "kind": kind,
        "label": label,
    }


@register.inclusion_tag("components/ring.html")
def ring(used: float, limit: float) -> dict[str, Any]:
    """How full a counter is."""
    percent, kind = drawing.ring(used, limit)
    return {"percent": percent, "kind": kind}


@register.simple_tag
def marked(text: str, spans: Iterable[wording.Span | Mapping[str, Any]]) -> SafeString:
    """`{% marked version.text findings %}`: findings on the words. Spans or dicts with their fields."""
    return wording.marked(
        text, [one if isinstance(one, wording.Span) else wording.Span(**one) for one in spans]
    )


@register.simple_tag
def changed(old: str, new: str) -> SafeString:
    """`{% changed seen.text version.text %}`: word by word, with <del> and <ins>."""
    return wording.diff(old, new)


@register.filter
def undo_url(tags: str | None) -> str:
    """The address in a message's extra tag `undo:<url>`, or empty."""
    return next((tag[5:] for tag in (tags or "").split() if tag.startswith("undo:/")), "")


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether a field is one checkbox, which stands before its label."""
    return isinstance(field.field.widget, CheckboxInput)


# ── time ────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/when.html")
def when(moment: datetime.datetime | None, style: str = "full", zone: bool = True) -> dict[str, Any]:
    """`{% when post.slot %}`: a moment in the active zone, on the reader's clock. style: full, short, day, time."""
    if moment is None:
        return {"moment": None}
    local = timezone.localtime(moment)
    chinese = (get_language() or "").startswith("zh")
    shapes = {
        "full": "Y 年 n 月 j 日（D）H:i" if chinese else "D j M Y, H:i",
        "short": "n 月 j 日 H:i" if chinese else "j M, H:i",
        "day": "Y 年 n 月 j 日" if chinese else "D j M Y",
        "time": "H:i",
    }
    # Like the time zone, the clock is the reader's, wherever on the page a time stands.
    reader = getattr(CURRENT.get(), "user", None)
    hours = "H:i" if getattr(reader, "clock", "") != "12" else ("Ag:i" if chinese else "g:i a")
    words = date_format(local, shapes[style].replace("H:i", hours))
    if chinese:
        words = words.replace("星期", "周")
    return {
        "moment": local,
        "words": words,
        "zone": local.tzname() if zone and style in {"full", "short"} else "",
    }


@register.filter
def span_words(minutes: float | None) -> str:
    """Minutes as “1 h 34 min” or “3 d 4 h”; empty for None."""
    if minutes is None:
        return ""
    total = max(0, round(minutes))
    days, hours, rest = total // 1440, total % 1440 // 60, total % 60
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": rest}


@register.inclusion_tag("components/clock.html")
def clock(
    due: datetime.datetime, start: datetime.datetime | None = None, words: bool = True
) -> dict[str, Any]:
    """`{% clock request.due request.opened %}`: time left, as words and a bar that warms as it empties."""
    now = timezone.now()
    left = (due - now).total_seconds()
    whole = (due - start).total_seconds() if start else 0.0
    share = max(0.0, min(1.0, left / whole)) if whole > 0 else None
    kind = drawing.time_left(share, left <= 0)
    return {
        "due": due,
        "over": left <= 0,
        "kind": kind,
        "minutes": abs(left) / 60,
        "far": left > 86400,
        "percent": 100 if left <= 0 else round((share if share is not None else 1) * 100),
        "words": words,
        "from_s": str(int(start.timestamp())) if start else "",
        "until_s": str(int(due.timestamp())),
    }


# ── blocks with a body ──────────────────────────────────────────────────────────────────────────

for _block in (blocks.panel, blocks.dialog, blocks.drawer, blocks.menu, blocks.blank):
    register.simple_block_tag(_block)
for _listing in (blocks.table, blocks.filters):
    register.simple_block_tag(takes_context=True)(_listing)
