"""What every full page needs around its content: rail, bands, theme, language. All of it lazy.

The rail is data. An entry shows only when its URL exists and the member may open it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coe.web import accent, assets, bands, counts, narrowing
from coe.web import foot as feet
from coe.web.links import to
from coe.web.words import SCRIPT_WORDS


@dataclass(frozen=True)
class Place:
    """A rail entry as data. Any of `acts` opens it, none means every member.

    `count`: see coe.web.counts. `key`: the keys that lead there, see js/keys.js.
    `under`: how the addresses of its other pages begin, after the organisation's own.
    """

    name: str
    icon: str
    label: str | Promise
    acts: tuple[str, ...] = ()
    count: str = ""
    due: bool = False
    second: bool = False
    key: str = ""
    under: tuple[str, ...] = ()


RAIL = (
    Place("home", "home", _("Home"), key="g h"),
    Place("calendar", "calendar-month", _("Calendar"), ("post.see",), key="g c"),
    Place("approvals", "checks", _("Approvals"), ("post.approve", "post.submit"), "approvals", True, key="g a"),
    Place("posts", "article", _("Posts"), ("post.see",), count="posts", key="g p", under=("deliveries/", "campaigns/")),
    Place("library", "photo", _("Library"), ("post.see",), key="g b"),
    Place("sources", "ear", _("Listening"), ("mention.see", "source.manage"), key="g l"),
    Place("mentions", "inbox", _("Inbox"), ("mention.see",), count="mentions", due=True, key="g i"),
    Place("dashboard", "chart-line", _("Reports"), ("report.see",), key="g r"),
    Place(
        "governance",
        "shield-check",
        _("Governance"),
        ("rule.see", "workflow.see", "access.see", "audit.see"),
        count="governance",
        second=True,
        under=("audit/",),
    ),
    Place(
        "settings",
        "settings",
        _("Settings"),
        second=True,
        key="g s",
        under=("channels/", "members/", "grants/", "roles/", "access/"),
    ),
)
ON_PHONE = ("home", "approvals", "calendar", "mentions")
# Who has few of those, as an administrator has, finds these in the bar of a phone, while there is room.
ROOM_ON_PHONE = 4
ALSO_ON_PHONE = (
    Place("members", "users", _("Members"), ("member.see",)),
    Place("access_requests", "hand-stop", _("Access requests"), ("access.grant",)),
)

# Other places in the frame, each shown when its URL exists.
LINKS = {
    "search": "search",
    "search_remember": "search_remember",
    "new_post": "post_new",
    "notices": "notices",
    "look": "look",
    "profile": "profile",
    "help": "help",
    "organisations": "organisations",
    "security": "security",
    "sign_out": "account_logout",
    "set_language": "set_language",
}
LANGUAGES: dict[str, tuple[str, str, str | Promise]] = {
    "en": ("en", "English", "EN"),
    "zh-hans": ("zh-Hans", "简体中文", pgettext_lazy("language", "中文")),
}


@dataclass(frozen=True)
class Entry:
    """A rail entry on this page."""

    place: Place
    url: str
    current: bool
    request: HttpRequest

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def icon(self) -> str:
        return self.place.icon

    @property
    def label(self) -> str | Promise:
        return self.place.label

    @cached_property
    def count(self) -> int:
        return counts.count(self.place.count, self.request) if self.place.count else 0

    @cached_property
    def link(self) -> SafeString:
        """It stands in the rail and in what a phone opens."""
        place = self.place
        return _rail_link(
            self.url, self.icon, str(self.label), place.key, self.count, place.due, self.current,
            get_language(), assets.url("sprite.svg"),
        )  # fmt: skip


class Frame:
    """Answers for `frame.…` in templates. Each is computed when first asked, and none on a fragment."""

    def __init__(self, request: HttpRequest) -> None:
        self.request: Any = request

    @cached_property
    def org(self) -> Any:
        return getattr(self.request, "org", None)

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def person(self) -> str:
        """The name of whoever looks at the page; empty when nobody signed in."""
        member = getattr(self.request, "member", None)
        return str(member or self.request.user) if self.signed_in else ""

    @cached_property
    def theme(self) -> str:
        """light, dark or system: the member's choice."""
        return str(getattr(getattr(self.request, "user", None), "theme", "") or "system")

    @cached_property
    def accent(self) -> str:
        """Address of the organisation's colours; empty where the product's own are used."""
        return accent.address(self.org.accent) if self.org else ""

    @cached_property
    def keys(self) -> bool:
        """Whether single keys do something; a person can switch them off."""
        return bool(getattr(getattr(self.request, "user", None), "keys", True))

    @cached_property
    def language(self) -> str:
        """The active language as HTML wants it: en or zh-Hans."""
        return LANGUAGES.get(get_language() or "en", LANGUAGES["en"])[0]

    @cached_property
    def languages(self) -> list[tuple[str, str, str]]:
        """(code, html code, name in itself) of every language, for the menu."""
        return [(code, html, name) for code, (html, name, _short) in LANGUAGES.items()]

    @cached_property
    def other_language(self) -> tuple[str, str, str | Promise]:
        """(code, html code, short name) of the language the page is not in."""
        code = "en" if self.language == "zh-Hans" else "zh-hans"
        html, _name, short = LANGUAGES[code]
        return code, html, short

    @property
    def words(self) -> SafeString:
        """Words for scripts, in the active language."""
        return _words(get_language())

    @cached_property
    def rail(self) -> list[Entry]:
        return list(self._entries()) if self.org else []

    def _entries(self) -> Iterator[Entry]:
        found = []
        for place in RAIL:
            try:
                url = to(self.org, place.name)
            except NoReverseMatch:
                continue
            if self._may(place):
                found.append((place, url))
        path = self.request.path
        home = next((url for place, url in found if place.name == "home"), "")
        deepest = max((len(url) for _place, url in found if path.startswith(url)), default=0)
        for place, url in found:
            here = path == url if place.name == "home" else path.startswith(url) and len(url) == deepest
            below = bool(home) and path.startswith(tuple(home + one for one in place.under))
            yield Entry(place, url, here or below, self.request)

    def _may(self, place: Place) -> bool:
        rights = getattr(self.request, "rights", None)
        return not place.acts or bool(rights and any(rights.may(act, anywhere=True) for act in place.acts))

    @cached_property
    def first_rail(self) -> list[Entry]:
        return [entry for entry in self.rail if not entry.place.second]

    @cached_property
    def second_rail(self) -> list[Entry]:
        return [entry for entry in self.rail if entry.place.second]

    @cached_property
    def tabs(self) -> list[Entry]:
        """What the bar on a phone has room for; the rest is under “More”."""
        by_name = {entry.name: entry for entry in self.rail}
        chosen = [by_name[name] for name in ON_PHONE if name in by_name]
        return [*chosen, *self._also(ROOM_ON_PHONE - len(chosen))] if chosen else []

    def _also(self, room: int) -> Iterator[Entry]:
        for place in [place for place in ALSO_ON_PHONE if self._may(place)][: max(0, room)]:
            url = to(self.org, place.name)
            yield Entry(place, url, self.request.path.startswith(url), self.request)

    @cached_property
    def bands(self) -> list[bands.Band]:
        return bands.bands(self.request) if self.org else []

    @cached_property
    def foot(self) -> feet.Foot | None:
        return feet.foot(self.request) if self.org else None

    @cached_property
    def choices(self) -> narrowing.Choices:
        """Brands and markets the person may see something of, for the filter that follows them."""
        rights = getattr(self.request, "rights", None)
        return narrowing.choices(self.org, rights) if self.org and rights is not None else narrowing.Choices()

    @property
    def brands(self) -> list[Any]:
        return self.choices.brands

    @property
    def markets(self) -> list[Any]:
        return self.choices.markets

    @cached_property
    def by_brand(self) -> str:
        """This page for the brand whose slug follows."""
        return self._by("brand")

    @cached_property
    def by_market(self) -> str:
        """This page for the market whose code follows."""
        return self._by("market")

    def _by(self, name: str) -> str:
        query = self.request.GET.copy()
        for known in (name, "page"):
            query.pop(known, None)
        query[name] = ""
        return f"?{query.urlencode()}"

    @cached_property
    def brand_menu(self) -> SafeString:
        """What the filter opens, drawn once: the page holds it for a wide screen and for a phone."""
        return render_to_string("components/brand_menu.html", {"frame": self, "request": self.request})

    @cached_property
    def narrowed(self) -> bool:
        """Whether the person looks at one brand or one market only."""
        request = self.request
        return bool(getattr(request, "brand_filter", None) or getattr(request, "market_filter", None))

    @cached_property
    def unread(self) -> int:
        return counts.count("notices", self.request) if self.org else 0

    @cached_property
    def ticket(self) -> str:
        """What the bell asks for news with; empty when nobody is to be told. See coe.notices.pulse."""
        from coe.notices import pulse

        return pulse.ticket(self.request) if self.org else ""

    @cached_property
    def pulse(self) -> str:
        """The version the page was made at; read before what it counts, so that nothing falls between."""
        from coe.notices import pulse

        return pulse.version(self.request.member.pk) if self.org else "0"

    @cached_property
    def may_sign_up(self) -> bool:
        return bool(settings.SIGN_UP == "open")

    @cached_property
    def may_draft(self) -> bool:
        rights = getattr(self.request, "rights", None)
        return bool(rights and rights.may("post.draft", anywhere=True))

    @cached_property
    def links(self) -> dict[str, str]:
        """Addresses in the frame by key; empty when the page it leads to does not exist."""
        return {key: self._address(name) for key, name in LINKS.items()}

    def _address(self, name: str) -> str:
        return _address(get_script_prefix(), getattr(self.org, "slug", ""), name)


@lru_cache(maxsize=4096)
def _address(_prefix: str, slug: str, name: str) -> str:
    """Inside the organisation if such a page is there, else outside it, else empty."""
    try:
        return to(slug, name)
    except (NoReverseMatch, ValueError):
        pass
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=4096)
def _rail_link(
    url: str, icon: str, label: str, key: str, count: int, due: bool, current: bool, _language: str | None, _sprite: str
) -> SafeString:
    """Drawn once of the same facts, for they are all it knows."""
    facts = {"url": url, "icon": icon, "label": label, "key": key, "count": count, "due": due, "current": current}
    return render_to_string("base/rail_link.html", facts)


@lru_cache(maxsize=8)
def _words(_language: str | None) -> SafeString:
    return json_script({key: str(word) for key, word in SCRIPT_WORDS.items()}, "coe-words")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` in every template."""
    return {"frame": Frame(request)}
