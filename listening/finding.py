"""What listening brings to the search: mentions, and its pages."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Request
from coe.search import pages
from coe.search.folding import excerpt, holds
from coe.search.pages import Page
from coe.search.registry import LENGTH, Finder, Hit, register
from coe.web.links import to
from listening.mentions import selectors


def _address(request: Request, words: str) -> str:
    return f"{to(request, 'mentions')}?{urlencode({'q': words, 'state': 'any'})}"


def mentions(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """What was heard that holds every word, the newest first. A mention has no page: its list is narrowed to it."""
    rows = selectors.visible(request.rights).filter(holds(words)).select_related("source", "brand", "channel")
    return [
        Hit(
            one.title or excerpt(" ".join(one.text.split()), words, LENGTH) or "…",
            f"{_address(request, ' '.join(words))}#m-{one.pk}",
            one.author_name or one.author_handle or one.source.name,
            icon="" if one.channel else "rss",
            lang=one.language,
            networks=[one.channel.network] if one.channel else (),
        )
        for one in rows.order_by("-published_at", "-pk")[:limit]
    ]


def bring() -> None:
    register(Finder("mentions", _("Listening"), "ear", 25, mentions, _address))
    pages.add(
        Page("mentions", "ear", _("Listening"), (Act.MENTION_SEE,), _("mentions, comments, replies, inbox")),
        Page("sources", "rss", _("Sources"), (Act.MENTION_SEE, Act.SOURCE_MANAGE), _("feeds, news, blogs")),
    )
