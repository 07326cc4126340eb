"""What publishing brings to the search: posts, campaigns, pictures, channels, and its pages."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Request
from coe.search import pages
from coe.search.folding import all_in, excerpt, fold, parts, says
from coe.search.pages import Page
from coe.search.registry import LENGTH, Finder, Hit, register
from coe.web.joining import local_name
from coe.web.links import to
from publishing.channels.registry import NETWORKS
from publishing.connections import selectors as connections
from publishing.content import campaign_selectors, searching
from publishing.content import selectors as content
from publishing.library import selectors as library


class _List:
    """The address of a list narrowed to the words."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, request: Request, query: str) -> str:
        return f"{to(request, self.name)}?{urlencode({'q': query})}"


def _called(post: Any, words: Sequence[str]) -> str:
    """Its title, and where the words stand when that is not in the title."""
    text = excerpt(" ".join(post.text.split()), words, LENGTH)
    if not post.title or all_in(words, fold(post.title)):
        return post.title or text or "…"
    near = excerpt(" ".join(post.text.split()), words, 60)
    return f"{post.title} · {near}" if any(wanted for _piece, wanted in parts(near, words)) else post.title


def posts(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Posts the person may see that hold every word, the newest first. Shows the line the words stand in."""
    found = list(searching.found(content.visible(request.rights), words).select_related("brand")[:limit])
    states = content.states_of(found)
    return [
        Hit(
            _called(post, words),
            to(request, "post", post.pk),
            states[post.pk].text,
            lang=post.language,
            brand=post.brand,
        )
        for post in found
    ]


def campaigns(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Campaigns: their page for who manages them, their posts for others."""
    rows = campaign_selectors.visible(request.rights).filter(says(words, "name", "slug")).select_related("brand")
    manages = request.rights.within(Act.CAMPAIGN_MANAGE, brand="brand")
    managed = set(rows.filter(manages).values_list("pk", flat=True))
    return [
        Hit(
            one.name,
            to(request, "campaign", one.pk) if one.pk in managed else f"{to(request, 'posts')}?campaign={one.pk}",
            local_name(one.brand) if one.brand else "",
            icon="flag-3",
        )
        for one in rows.order_by("-starts_on", "pk")[:limit]
    ]


def pictures(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    rows = library.visible(request.rights).filter(says(words, "name", "alt")).order_by("-added_at", "pk")
    return [Hit(one.name, to(request, "asset", one.pk), one.alt[:80], icon="photo") for one in rows[:limit]]


def channels(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    rows = connections.channels(request.rights).filter(says(words, "handle", "name", "brand__name"))
    return [
        Hit(
            str(one),
            to(request, "channel", one.pk),
            NETWORKS[one.network].name if one.network in NETWORKS else one.network,
            brand=one.brand,
            networks=[one.network],
        )
        for one in rows[:limit]
    ]


def bring() -> None:
    register(Finder("posts", _("Posts"), "article", 10, posts, _List("posts")))
    register(Finder("campaigns", _("Campaigns"), "flag-3", 30, campaigns))
    register(Finder("library", _("Library"), "photo", 40, pictures, _List("library")))
    register(Finder("channels", _("Channels"), "broadcast", 45, channels, _List("channels")))
    pages.add(
        Page("calendar", "calendar-month", _("Calendar"), (Act.POST_SEE,), _("plan, schedule, month, week")),
        Page("posts", "article", _("Posts"), (Act.POST_SEE,), _("content, drafts")),
        Page("post_new", "plus", _("New post"), (Act.POST_DRAFT,), _("write, compose, draft")),
        Page("library", "photo", _("Library"), (Act.POST_SEE,), _("pictures, images, media")),
        Page("campaigns", "flag-3", _("Campaigns"), (Act.CAMPAIGN_MANAGE,)),
        Page("utm", "link", _("Values for links"), (Act.CAMPAIGN_MANAGE,), _("UTM, tracking")),
        Page("deliveries", "send", _("Deliveries"), (Act.POST_SEE,), _("failed, unknown, sending, queue")),
        Page("held_review", "player-pause", _("Held posts"), (Act.POST_SEE,), _("paused, missed, freeze, embargo")),
        Page("channels", "broadcast", _("Channels"), (Act.CHANNEL_SEE, Act.CHANNEL_CONNECT), _("accounts, networks")),
        Page("channel_new", "plug-connected", _("Connect a channel"), (Act.CHANNEL_CONNECT,), _("add account")),
    )
