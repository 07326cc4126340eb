"""The steps that need nothing but an organisation: its brand, its people."""

from django.utils.translation import gettext as _

from coe.access.acts import Act
from coe.access.gate import Request
from coe.accounts.selectors import invited
from coe.onboarding.selectors import alone, own_brands, people
from coe.onboarding.steps import Step, Way, step
from coe.web.links import to


@step(10)
def brand(request: Request) -> Step | None:
    if not request.rights.may(Act.ORG_MANAGE):
        return None
    found = own_brands()
    return Step(
        "brand",
        "building-store",
        _("Name your brand"),
        found[0].name if found else _("A brand owns channels and posts. Everything else about it can wait."),
        done=bool(found),
        ways=(Way(to(request, "start_brand"), _("Add"), post=True, field="name", label=_("Name of the brand")),),
    )


@step(30)
def others(request: Request) -> Step | None:
    if not request.rights.may(Act.MEMBER_INVITE):
        return None
    count, waiting = people(), invited()
    done = count > 1 or waiting > 0
    text = _("One person writes, another approves: nobody approves their own post. Approvers cost nothing.")
    if done:
        text = _("%(count)d here, %(waiting)d invited") % {"count": count, "waiting": waiting}
    elif alone():
        done = True
        text = _(
            "You work alone for now. You can prepare everything; a post goes out once a second person approved it."
        )
    ways = [Way(to(request, "invite") + "?role=creator", _("Invite somebody who writes"))]
    if not done and request.rights.may(Act.ORG_MANAGE):
        ways.append(Way(to(request, "start_alone"), _("I work alone for now"), post=True))
    return Step("people", "users", _("Bring a second person"), text, done=done, ways=tuple(ways))
