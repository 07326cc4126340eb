"""What listening brings to the first page and to the rail."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Request
from coe.web import counts
from coe.web.home import Errand, errands
from coe.web.links import to
from listening.mentions import selectors as mentions
from listening.sources import selectors as sources


def new_mentions(request: Any) -> int:
    """The count in the rail: what this person may read and nobody settled."""
    rights = getattr(request, "rights", None)
    if rights is None or not rights.may(Act.MENTION_SEE, anywhere=True):
        return 0
    return mentions.waiting(rights, request.brand_filter, request.market_filter)


@errands
def to_handle(request: Request) -> Sequence[Errand]:
    found = []
    if request.rights.may(Act.MENTION_HANDLE, anywhere=True) and (count := counts.count("mentions", request)):
        title = ngettext("%(count)d new mention", "%(count)d new mentions", count) % {"count": count}
        found.append(Errand("wait", "ear", title, link=(to(request, "mentions"), _("Read"))))
    if request.rights.may(Act.SOURCE_MANAGE, anywhere=True) and (count := sources.troubled(request.rights)):
        title = ngettext(
            "%(count)d source cannot be heard", "%(count)d sources cannot be heard", count
        ) % {"count": count}  # fmt: skip
        found.append(Errand("stop", "rss", title, link=(to(request, "sources"), _("Look"))))
    return found
