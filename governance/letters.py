"""What mails about approvals say: the post, where it goes, when, how long there is, and what the rules found.

There is a button that opens the page, and never one that decides: mail programs and scanners follow links.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.notices.api import Letter
from coe.web.templatetags.coe import moment_words, span_words
from governance.approvals.deciding import findings_of
from governance.approvals.models import Comment, Request
from governance.approvals.states import State
from governance.approvals.subjects import provider_of

LONGEST = 1200


def approval(subject_id: str, params: dict[str, Any]) -> Letter | None:
    """The letter of a notice whose subject is an approval request."""
    request = Request.objects.select_related("submitted_by", "brand").filter(pk=UUID(subject_id)).first()
    if request is None:
        return None
    provider = provider_of(request.subject_type)
    said = provider.wording(request.subject_id) if provider else None
    facts: list[tuple[str, str]] = []
    if said and said.channels:
        facts.append((_("Channels"), _(", ").join(said.channels)))
    facts.append((_("Slot"), _moment(request.slot)))
    waits = request.state == State.OPEN
    if waits:
        left = (request.decide_by - timezone.now()).total_seconds() / 60
        facts.append((_("Time left"), span_words(left) if left > 0 else _("overdue")))
        facts.append((_("Findings"), _findings(len(findings_of(request)))))
    facts.append((_("Sent by"), request.submitted_by.name))
    button = _("Open and decide") if waits and "step" in params else _("Open")
    if said is None:
        return Letter(facts, "", "", button)
    more = [(channels, _cut(words), language) for channels, words, language in said.more]
    return Letter(facts, _cut(said.text), said.language, button, said.picture, more)


def comment(_subject_id: str, params: dict[str, Any]) -> Letter | None:
    """The letter of a comment: its words. The notice may be about a request or a post; it names the comment."""
    said = Comment.objects.filter(pk=UUID(params["comment"])).first() if "comment" in params else None
    if said is None:
        return None
    return Letter([(_("Post"), str(params.get("post", "")))], _cut(said.text), "", _("Open"))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"


def _findings(count: int) -> str:
    return ngettext("%(count)d finding", "%(count)d findings", count) % {"count": count} if count else _("none")


def _moment(moment: datetime) -> str:
    return " ".join(filter(None, moment_words(moment)))
