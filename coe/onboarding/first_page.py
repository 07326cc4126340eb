"""The first steps on the first page, until they are done or put away."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.gate import Request
from coe.onboarding.selectors import hidden_by, own_brands, sample
from coe.onboarding.steps import steps
from coe.web.home import Panel, panel


@panel
def first_steps(request: Request) -> Panel | None:
    found = steps(request)
    if not found or hidden_by(request.member):
        return None
    done = sum(one.done for one in found)
    left = len(found) - done
    # What somebody else has to do first is nothing to be sent to.
    todo = [one for one in found if not one.done]
    current = next((one for one in todo if not one.waits), todo[0])
    context = {
        "steps": found,
        "current": current.key,
        "done": done,
        "total": len(found),
        "offer_sample": request.rights.may("org.manage") and not own_brands() and sample() is None,
    }
    words = ngettext("%(count)d step to your first post.", "%(count)d steps to your first post.", left)
    return Panel(
        5, "onboarding/steps.html", context, headline=words % {"count": left} if len(found) > 1 else _("Welcome.")
    )
