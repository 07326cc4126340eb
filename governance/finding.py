"""What governance brings to the search: approvals, rules, workflows, and its pages."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Request
from coe.search import pages
from coe.search.folding import all_in, fold, says
from coe.search.pages import Page
from coe.search.registry import Finder, Hit, register
from coe.web.joining import local_name
from coe.web.links import to
from governance.approvals import selectors as approvals
from governance.approvals.states import State
from governance.policies import selectors as policies
from governance.workflows import selectors as workflows


def requests(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Approval requests one may see, the newest first."""
    rows = approvals.found(request.rights, request.member, says(words, "subject_label"))
    return [
        Hit(one.subject_label, to(request, "approval", one.pk), State(one.state).label, brand=one.brand)
        for one in rows[:limit]
    ]


def rules(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    if not request.rights.may(Act.RULE_SEE, anywhere=True):
        return []
    rows = policies.rules(request.rights).filter(says(words, "name", "name_zh"))
    return [
        Hit(local_name(one), to(request, "rule", one.pk), one.get_state_display(), icon="shield-check")
        for one in rows[:limit]
    ]


def flows(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    if not request.rights.may(Act.WORKFLOW_SEE, anywhere=True):
        return []
    # A channel is named in the reader's language, which no column holds; and workflows are few.
    rows = [
        one
        for one in workflows.workflows(request.rights)
        if all_in(words, fold(f"{one.name} {one.brand.name if one.brand else ''} {one.channel}"))
    ]
    writes = request.rights.may(Act.WORKFLOW_WRITE, anywhere=True)
    return [
        Hit(
            one.name,
            to(request, "workflow_edit", one.pk) if writes else to(request, "workflows"),
            one.channel or (local_name(one.brand) if one.brand else ""),
            icon="git-branch",
        )
        for one in rows[:limit]
    ]


def bring() -> None:
    register(Finder("approvals", _("Approvals"), "checks", 20, requests))
    register(Finder("rules", _("Rules"), "shield-check", 70, rules))
    register(Finder("workflows", _("Workflows"), "git-branch", 75, flows))
    see = (Act.RULE_SEE, Act.WORKFLOW_SEE, Act.ACCESS_SEE, Act.AUDIT_SEE)
    pages.add(
        Page("approvals", "checks", _("Approvals"), (Act.POST_APPROVE, Act.POST_SUBMIT), _("decide, review, sign off")),
        Page("governance", "shield-check", _("Governance"), see),
        Page("freezes", "player-pause", _("Freezes"), (Act.POST_SEE,), _("stop publishing, pause, crisis")),
        Page("freeze_declare", "player-pause", _("Stop publishing"), (Act.FREEZE_DECLARE,), _("freeze, pause, crisis")),
        Page("rules", "shield-check", _("Rules"), (Act.RULE_SEE,), _("policies, blocked words, compliance")),
        Page("workflows", "git-branch", _("Workflows"), (Act.WORKFLOW_SEE,), _("approval steps, approvers")),
    )
