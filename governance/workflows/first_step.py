"""The first step that is governance's: who approves."""

from django.utils.translation import gettext as _

from coe.access.api import Act, Request
from coe.onboarding.api import Step, Way, step
from coe.web.links import to
from governance.workflows.selectors import has_workflow


@step(40)
def workflow(request: Request) -> Step | None:
    if not request.rights.may(Act.WORKFLOW_WRITE):
        return None
    done = has_workflow()
    text = _("Whoever may approve decides within eight hours, and never on their own post. You can add steps later.")
    if done:
        text = _("Every post is approved by somebody who did not write it.")
    return Step(
        "workflow",
        "checks",
        _("Choose who approves"),
        text,
        done=done,
        ways=(
            Way(to(request, "workflow_usual"), _("Take the usual workflow"), post=True),
            Way(to(request, "workflow_new"), _("Write one")),
        ),
    )
