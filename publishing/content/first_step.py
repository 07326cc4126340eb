"""The last first step: a post that is out. For somebody who joined lately: one they wrote."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Request
from coe.onboarding.api import Step, Way, step
from coe.web.links import to
from publishing.connections.selectors import first_own
from publishing.content.selectors import anything_out, wrote_something

NEW = timedelta(days=30)


@step(50)
def post(request: Request) -> Step | None:
    may_write = request.rights.may(Act.POST_DRAFT, anywhere=True)
    manages = request.rights.may(Act.ORG_MANAGE)
    if not manages and may_write and request.member.joined_at > timezone.now() - NEW:
        return _own(request)
    # Once a post is out, there is nothing left to begin for anybody else either.
    out = anything_out()
    return _first(request, may_write, out) if manages or out else None


def _first(request: Request, may_write: bool, done: bool) -> Step:
    ready = not done and first_own() is not None
    if may_write:
        text = _("Write, send for approval, and look at it in your newsroom a moment after its time.")
    else:
        text = _("Whoever you invited to write sends it; it then waits for you under Approvals.")
    ways = (Way(to(request, "post_new"), _("Write it")),) if may_write else ()
    if ready and not may_write:
        ways = (Way(to(request, "approvals"), _("Look at what waits")),)
    return Step(
        "post", "pencil", _("Publish the first post"), text, done=done, ways=ways if ready else (), waits=not ready,
        last=True,
    )  # fmt: skip


def _own(request: Request) -> Step:
    ready = first_own() is not None
    text = _("It is checked while you type, and waits for somebody else’s approval when you send it.")
    if not ready:
        text = _("There is no channel yet. An administrator opens one; then you can begin.")
    ways = (Way(to(request, "post_new"), _("Write it")),) if ready else ()
    return Step(
        "post", "pencil", _("Write your first post"), text, done=wrote_something(request.member), ways=ways,
        waits=not ready, last=True,
    )  # fmt: skip
