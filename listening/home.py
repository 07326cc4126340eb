"""What listening brings to the first page and to the rail."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Request
from coe.web import counts
from coe.web.home import Errand, Panel, errands, panel
from coe.web.links import to
from listening.mentions import selectors as mentions
from listening.mentions.models import Mention
from listening.sources import selectors as sources


def new_mentions(request: Any) -> QuerySet[Mention] | None:
    """What the rail counts: what this person may read and nobody settled."""
    rights = getattr(request, "rights", None)
    if rights is None or not rights.may(Act.MENTION_SEE, anywhere=True):
        return None
    return mentions.waiting(rights, request.brand_filter, request.market_filter)


def _answers(request: Request) -> bool:
    """Whether answering people is what brings them here; whoever approves too finds a line at the side."""
    rights = request.rights
    return rights.may(Act.MENTION_HANDLE, anywhere=True) and not rights.may(Act.POST_APPROVE, anywhere=True)


@panel
def to_answer(request: Request) -> Panel | None:
    if not _answers(request):
        return None
    narrow = request.brand_filter, request.market_filter
    count, rows = mentions.to_answer(request.rights, request.member.pk, *narrow)
    if not rows:
        return None
    headline = ngettext("%(count)d new mention waits.", "%(count)d new mentions wait.", count) % {"count": count}
    url = to(request, "mentions")
    context = {"rows": rows, "count": count, "url": url}
    return Panel(12, "listening/home.html", context, headline=headline, act=(url, _("Open the inbox")))


@errands
def to_handle(request: Request) -> Sequence[Errand]:
    found = []
    handles = request.rights.may(Act.MENTION_HANDLE, anywhere=True) and not _answers(request)
    if handles and (count := counts.count("mentions", request)):
        title = ngettext("%(count)d new mention", "%(count)d new mentions", count) % {"count": count}
        found.append(Errand("wait", "ear", title, link=(to(request, "mentions"), _("Read"))))
    if request.rights.may(Act.SOURCE_MANAGE, anywhere=True) and (count := sources.troubled(request.rights)):
        title = ngettext(
            "%(count)d source cannot be heard", "%(count)d sources cannot be heard", count
        ) % {"count": count}  # fmt: skip
        found.append(Errand("stop", "rss", title, link=(to(request, "sources"), _("Look"))))
    return found
