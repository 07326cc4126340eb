"""Tags every template has without loading them: assets, icons, links, drawn parts, blocks with a body."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.web import assets, blocks, drawing, forms, joining, networks, places, refusals, wording
from coe.web.days import span_of_days
from coe.web.guide import Guide, docs_url, guide
from coe.web.joining import chinese
from coe.web.links import to as link_to
from coe.web.middleware import CURRENT
from coe.web.way_back import way_back

register = template.Library()


# ── assets and addresses ────────────────────────────────────────────────────────────────────────


@register.simple_tag
def asset(name: str) -> SafeString:
    """`{% asset 'calendar.js' %}`: the built script, as a module."""
    return format_html('<script type="module" src="{}"></script>', assets.url(name))


@register.simple_tag
def font_first(name: str) -> SafeString:
    """Asks for a font together with the stylesheet, for pages whose largest words are set in it."""
    return format_html('<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', assets.font(name))


@register.simple_tag
def asset_css(name: str = "app.js") -> SafeString:
    """`{% asset_css 'calendar.js' %}`: the stylesheets of an entry (`newsroom.css` is one itself)."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((sheet,) for sheet in assets.styles(name)))


@register.simple_tag
def asset_url(name: str) -> str:
    return assets.url(name)


@register.simple_tag(takes_context=True)
def to(context: template.Context, name: str, *args: Any, **kwargs: Any) -> str:
    """`{% to 'posts' post.id %}`: reverse, with this organisation's slug put first."""
    return link_to(context["request"], name, *args, **kwargs)


@register.simple_tag(takes_context=True)
def back(context: template.Context, text: str, where: str, *args: Any) -> SafeString:
    """`{% back _("Rules") 'rules' %}`: the one way back, first in `head_end`. where: a URL's name, or a path."""
    url = where if where.startswith("/") else link_to(context["request"], where, *args)
    return format_html('<a class="btn btn-quiet back" href="{}">{}{}</a>', url, icon("arrow-left"), text)


register.simple_tag(way_back, takes_context=True)


@register.simple_tag
def docs(page: str = "") -> str:
    """`{% docs 'approve' %}`: a page of the documentation, in the reader's language."""
    return docs_url(page)


@register.simple_tag(takes_context=True)
def page_help(context: template.Context) -> Guide | None:
    """`{% page_help as help %}`: what helps on this page, or None."""
    here = getattr(context.get("request"), "resolver_match", None)
    return guide(here.url_name or "") if here else None


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
    return _icon(name, css, str(label), assets.url("sprite.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, css: str, label: str, sprite: str) -> SafeString:
    """A page has hundreds, of a few dozen kinds."""
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="ic{}" {}><use href="{}#{}"/></svg>', f" {css}" if css else "", said, sprite, name)


@register.simple_tag
def net(network: str, css: str = "", said: bool = True) -> SafeString:
    """`{% net 'bluesky' %}`: a network's glyph in ink. `said=False` where its name is written beside it."""
    return _net(network, css, said, get_language(), assets.url("sprite.svg"))


@lru_cache(maxsize=512)
def _net(network: str, css: str, said: bool, _language: str | None, sprite: str) -> SafeString:
    label = networks.label(network) if said else ""
    glyph = network if assets.has_icon(f"net-{network}") else "rss"
    return format_html(
        '<svg class="net{}" data-net="{}" {}><use href="{}#net-{}"/></svg>',
        f" {css}" if css else "",
        network,
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        sprite,
        glyph,
    )


@register.simple_tag
def nets(names: Iterable[str], css: str = "") -> SafeString:
    """A row of network glyphs."""
    return _nets(tuple(names), css, get_language(), assets.url("sprite.svg"))


@lru_cache(maxsize=512)
def _nets(names: tuple[str, ...], css: str, _language: str | None, _sprite: str) -> SafeString:
    drawn = format_html_join("", "{}", ((net(name),) for name in names))
    return format_html('<span class="nets{}">{}</span>', f" {css}" if css else "", drawn)


@register.filter
def network_name(network: str) -> str:
    return networks.label(network)


@register.simple_tag
def brand_mark(brand: Any, css: str = "", said: bool = True) -> SafeString:
    """A brand's mark: drawn (`brand.mark`), else its initials. Known by shape, always in ink."""
    name = local_name(brand)
    return _brand_mark(getattr(brand, "mark", ""), name, css, said, assets.url("sprite.svg"))


@lru_cache(maxsize=1024)
def _brand_mark(mark: str, name: str, css: str, said: bool, sprite: str) -> SafeString:
    drawn = (
        format_html('<svg aria-hidden="true"><use href="{}#mark-{}"/></svg>', sprite, mark)
        if mark
        else format_html('<span class="brand-text" aria-hidden="true">{}</span>', initials(name))
    )
    role = format_html('role="img" aria-label="{}"', name) if said else SafeString('aria-hidden="true"')
    return format_html('<span class="brand{}" {}>{}</span>', f" {css}" if css else "", role, drawn)


local_name = register.filter(joining.local_name)
name_in = register.filter(joining.name_in)
other_name = register.filter(joining.other_name)


@register.filter
def at_most(value: Any, length: int) -> str:
    """At most so many characters, the last an ellipsis. A page of the audit asks hundreds of times."""
    text = str(value)
    return text if len(text) <= length else f"{text[: length - 1]}…"


@register.filter
def han(text: Any) -> bool:
    """Whether it begins with a sign as wide as it is high."""
    return str(text)[:1] > "\u2e80"


@register.filter
def initials(name: str) -> str:
    """Two letters for a face: first and last word, or the last two signs of a Chinese name."""
    words = str(name).split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    only = str(name)
    return only[-2:] if only and ord(only[0]) > 0x2E80 else only[:2].upper()


@register.simple_tag
def spark(
    values: Sequence[float | None],
    goal: float | None = None,
    kind: str = "",
    width: int = 72,
    height: int = 22,
    label: str = "",
) -> SafeString:
    """`{% spark row.weeks goal=row.goal kind='ok' %}`: values, dashed goal, last point in its state."""
    drawn = drawing.spark(values, goal=goal, width=width, height=height)
    if drawn is None:
        return SafeString("")
    return format_html(
        '<svg class="spark" width="{0}" height="{1}" viewBox="0 0 {0} {1}" {2}>{3}<path class="trend" d="{4}"/>'
        '<circle class="last{5}" cx="{6}" cy="{7}" r="2.6"/></svg>',
        drawn.width,
        drawn.height,
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        "" if drawn.goal is None else format_html(_DASHED, drawn.width, drawn.goal),
        drawn.path,
        f" is-{kind}" if kind else "",
        drawn.last_x,
        drawn.last_y,
    )


_DASHED = '<line class="goal" x1="0" x2="{0}" y1="{1}" y2="{1}"/>'


@register.simple_tag
def why(number: str, url: str, card: str, css: str = "", **facts: str) -> SafeString:
    """`{% why cell.value cell.url 'why-clicks' who=brand %}`: a number that opens how it was computed.

    `url` is its definition, for whom no script runs; `card` the id of a components/why_cards.html on the page. Facts of
    this number alone: `who`, `of` (what it was computed from), `covers` (instead of the card's coverage), `value` (the
    number, when the link shows something else).
    """
    more = "".join(f' data-{name}="{conditional_escape(text)}"' for name, text in facts.items() if text)
    return format_html(
        '<a class="ask{}" href="{}" data-why="{}" aria-haspopup="dialog"{}>{}</a>',
        f" {css}" if css else "",
        url,
        card,
        SafeString(more),
        number,
    )


@register.inclusion_tag("components/ring.html")
def ring(used: float, limit: float) -> dict[str, Any]:
    """How full a counter is."""
    percent, kind = drawing.ring(used, limit)
    return {"percent": percent, "kind": kind}


@register.simple_tag
def marked(text: str, spans: Iterable[wording.Span | Mapping[str, Any]]) -> SafeString:
    """`{% marked version.text findings %}`: findings on the words. Spans or dicts with their fields."""
    return wording.marked(text, [one if isinstance(one, wording.Span) else wording.Span(**one) for one in spans])


@register.simple_tag
def changed(old: str, new: str, spans: Iterable[wording.Span] = ()) -> SafeString:
    """`{% changed seen.text version.text spans %}`: word by word, with <del> and <ins>; spans of the new marked."""
    return wording.diff(old, new, spans)


@register.simple_tag
def part(component: str, /, **facts: Any) -> SafeString:
    """`{% part 'state' kind='ok' icon='check' text=_('On') %}`: components/state.html or face.html with these facts."""
    return _part(f"components/{component}.html", get_language(), assets.url("sprite.svg"), **facts)


@lru_cache(maxsize=4096, typed=True)
def _part(template: str, _language: str | None, _sprite: str, /, **facts: Any) -> SafeString:
    """Drawn once of the same facts, for they are all it knows. Typed: escaped words and raw ones are not the same."""
    return render_to_string(template, facts)


@register.simple_tag
def pick(value: object, name: str, form: str = "") -> SafeString:
    """The first cell of a row that can be picked. name: what it is, said and listed."""
    return format_html(
        '<td class="pick"><input type="checkbox" class="check" name="pick" value="{}"{} data-row="{}" aria-label="{}">'
        "</td>",
        value,
        format_html(' form="{}"', form) if form else "",
        name,
        _("Pick %(name)s") % {"name": name},
    )


@register.filter
def undo_url(tags: str | None) -> str:
    """The address in a message's extra tag `undo:<url>`, or empty."""
    return next((tag[5:] for tag in (tags or "").split() if tag.startswith("undo:/")), "")


@register.filter(name="refusals")
def refusals_of(field: BoundField) -> list[refusals.Refusal]:
    """What is wrong with a field, each with `text`."""
    return refusals.of_field(field)


@register.simple_tag
def all_refusals(
    form: BaseForm | None, more: Iterable[BaseForm] = (), texts: Iterable[str] = ()
) -> list[refusals.Refusal]:
    """Everything wrong with a form and those that are sent with it, in the order of the page."""
    forms = [*([form] if form else []), *(more or ())]
    return [*(refusals.Refusal(str(text)) for text in texts or ()), *refusals.of_forms(forms)]


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether a field is one checkbox, which stands before its label."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether leaving a field empty is possible and means something."""
    return forms.may_be_empty(field)


# ── time ────────────────────────────────────────────────────────────────────────────────────────


# fmt: off
_SHAPES = {
    "en": {"full": "D j M Y, H:i", "short": "j M, H:i", "day": "D j M Y", "md": "j M", "time": "H:i"},
    "zh": {
        "full": "Y 年 n 月 j 日（D）H:i", "short": "n 月 j 日 H:i", "day": "Y 年 n 月 j 日", "md": "n 月 j 日",
        "time": "H:i",
    },
}
# fmt: on


def moment_words(moment: datetime.datetime, style: str = "full", zone: bool = True) -> tuple[str, str]:
    """(words, zone or empty) of a moment in the active zone. style: full, short, day, md, time."""
    words, zone_name, _drawn = _moment(moment.astimezone(datetime.UTC), style, zone, *_reader())
    return words, zone_name


@lru_cache(maxsize=8192)
def _moment(
    moment: datetime.datetime, style: str, zone: bool, here: datetime.tzinfo, language: str, clock: str
) -> tuple[str, str, SafeString]:
    """(words, zone, both as <time>) of a moment in UTC. Lists say a hundred, mostly the same as the last time."""
    local = timezone.localtime(moment, here)
    spoken = "zh" if language.startswith("zh") else "en"
    words = date_words(local, _SHAPES[spoken][style].replace("H:i", _hours(language, clock)))
    zone_name = places.clock_of(local, place=style == "full") if zone and style in {"full", "short"} else ""
    if spoken == "zh" and style == "full" and zone_name:
        # A place in words may stand on the next line; letters never do.
        drawn = format_html('<time datetime="{}">{}</time> <span>{}</span>', local.isoformat(), words, zone_name)
    else:
        drawn = format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{words}\u00a0{zone_name}".strip())
    return words, zone_name, drawn


def _hours(language: str, clock: str) -> str:
    """The shape of a time of day."""
    return "H:i" if clock != "12" else "Ag:i" if language.startswith("zh") else "g:i a"


@register.filter(expects_localtime=True)
def time_words(moment: datetime.datetime) -> str:
    """The time of day of a moment as it stands, on the reader's clock: “14:30” or “2:30 p.m.”."""
    return date_words(moment, _hours(get_language() or "", _clock()))


def _reader() -> tuple[datetime.tzinfo, str, str]:
    """In which zone, language and clock a moment is said."""
    return timezone.get_current_timezone(), get_language() or "", _clock()


def _clock() -> str:
    """Like the time zone, the clock is the reader's, wherever on the page a time stands."""
    return str(getattr(getattr(CURRENT.get(), "user", None), "clock", ""))


def date_words(day: datetime.date, shape: str) -> str:
    """A day or moment in a shape of Django's; weekdays are said the short way in Chinese, halves of a day in words."""
    words = str(dateformat.format(day, shape)).replace("星期", "周")
    return words.replace("AM", "上午").replace("PM", "下午") if "A" in shape else words


@register.filter
def day_words(value: Any) -> str:
    """A day or wall-clock time, or the ISO text of one, as nobody can misread it; empty for anything else."""
    if isinstance(value, str):
        try:
            value = parse_datetime(value) if "T" in value else parse_date(value)
        except ValueError:
            return ""
    if not isinstance(value, datetime.date):
        return ""
    shape = "Y 年 n 月 j 日（D）" if chinese() else "l j F Y"
    if isinstance(value, datetime.datetime):
        shape += ("" if chinese() else ", ") + _hours(get_language() or "", _clock())
    return date_words(value, shape)


@register.filter
def day_short(value: datetime.date | None) -> str:
    """A day in a table: no order of figures to guess, no weekday. Empty for None."""
    if value is None:
        return ""
    return str(dateformat.format(value, "Y 年 n 月 j 日" if chinese() else "j M Y"))


@register.filter
def until_day(first: datetime.date, last: datetime.date) -> str:
    """`{{ note.first|until_day:note.last }}`: a span of days, the year once. Moments count in the active zone."""
    days = (timezone.localdate(one) if isinstance(one, datetime.datetime) else one for one in (first, last))
    return span_of_days(*days)


@register.filter
def zone_place(zone: str) -> str:
    """“Zurich”, “苏黎世”."""
    return places.zone_place(zone)


@register.filter
def zone_time(zone: str) -> str:
    """“Zurich time”, “苏黎世时间”."""
    return places.zone_time(zone)


@register.simple_tag
def gap() -> str:
    """Between two sentences: a space, and nothing in Chinese, whose stops bring their own."""
    return "" if chinese() else " "


register.simple_tag(joining.colon)
register.simple_tag(joining.comma)


@register.filter
def listed(words: Iterable[object]) -> str:
    """Names after each other, as the reader's language does."""
    return joining.listed(words)


@register.simple_tag
def when(moment: datetime.datetime | None, style: str = "full", zone: bool = True) -> SafeString:
    """`{% when post.slot %}`: a moment in the active zone. style: full, short, day, md, time."""
    if moment is None:
        return SafeString("")
    return _moment(moment.astimezone(datetime.UTC), style, zone, *_reader())[2]


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
def clock(due: datetime.datetime, start: datetime.datetime | None = None, words: bool = True) -> dict[str, Any]:
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
