"""Pages of the product itself, found by what they are called in any of its languages, or by what they are for."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe.access.gate import Request
from coe.search.folding import all_in, fold
from coe.search.registry import Finder, Hit, register
from coe.web.guide import docs_url
from coe.web.guide_pages import PAGES
from coe.web.links import to


@dataclass(frozen=True)
class Page:
    """A page by URL name. Any of `acts` opens it, none means every member. `also`: other words people use for it."""

    name: str
    icon: str
    label: str | Promise
    acts: tuple[str, ...] = ()
    also: str | Promise = ""


_pages: dict[str, Page] = {}


def add(*pages: Page) -> None:
    """Call from `AppConfig.ready`. A page whose URL does not exist is left out by itself."""
    _pages.update((page.name, page) for page in pages)
    _called.cache_clear()


@functools.cache
def _told() -> dict[str, str]:
    """URL name → what the help of a page says in every language, folded."""
    said: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, (text, _doc) in PAGES.items():
                said[name] = said.get(name, "") + fold(f"{text}\n")
    return said


def find_help(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Pages of the documentation, by what is said about the pages of the product they explain."""
    found: dict[str, Hit] = {}
    for name, said in _told().items():
        if all_in(words, f"{said}{_called().get(name, '')}"):
            text, doc = PAGES[name]
            label = _pages[name].label if name in _pages else ""
            found.setdefault(doc, Hit(str(text), docs_url(doc), label, icon="help"))
    return list(found.values())[:limit]


@functools.cache
def _called() -> dict[str, str]:
    """URL name → everything a page is called, folded."""
    said: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, page in _pages.items():
                said[name] = said.get(name, "") + fold(f"{page.label} {page.also}\n")
    return said


def find(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    found = []
    for name, said in _called().items():
        page = _pages[name]
        if not all_in(words, said):
            continue
        if page.acts and not any(request.rights.may(act, anywhere=True) for act in page.acts):
            continue
        try:
            found.append(Hit(str(page.label), to(request, name), icon=page.icon))
        except NoReverseMatch:
            continue
    return found[:limit]


register(Finder("pages", _("Pages"), "layout", 90, find))
register(Finder("help", _("Help"), "help", 95, find_help))

add(
    Page("home", "home", _("Home"), also=_("start, today")),
    Page("notices", "bell", _("Notices"), also=_("news, reminders")),
    Page("profile", "user-circle", _("Your account"), also=_("profile, password, language, theme, time zone, keys")),
    Page("my_rights", "key", _("Your rights"), also=_("permissions, what I may do")),
    Page("settings", "settings", _("Settings"), also=_("configuration, administration")),
    Page("organisation", "building", _("Organisation"), ("org.manage",), _("company, colour, time zone")),
    Page("brands", "building-store", _("Brands"), ("org.manage",)),
    Page("markets", "world", _("Markets"), ("org.manage",), _("countries, regions")),
    Page("partners", "users-group", _("Partners"), ("org.manage",), _("agencies")),
    Page("members", "users", _("Members"), ("member.see", "access.see"), _("people, users, team")),
    Page("invitations", "mail", _("Invitations"), ("member.invite",)),
    Page("invite", "user-plus", _("Invite somebody"), ("member.invite",), _("add a member")),
    Page("roles", "user-shield", _("Roles"), ("access.see",), _("permissions")),
    Page("grants", "key", _("Grants"), ("access.see",), _("permissions, access, expiry")),
    Page("access_requests", "hand-stop", _("Requests for rights"), ("access.grant",)),
    Page("audit", "list-check", _("Audit"), ("audit.see",), _("log, trail, history")),
)
