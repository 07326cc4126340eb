"""What access brings to the first page: requests to answer, and one's own rights that end soon."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.acts import Act
from coe.access.gate import Request
from coe.access.models import Grant
from coe.access.naming import named
from coe.access.reach import reach
from coe.access.selectors import WantedGrants, grants, open_requests
from coe.web.home import Errand, Panel, errands, panel
from coe.web.links import to

AHEAD = timedelta(days=14)
SHOWN = 6


@errands
def requests_to_answer(request: Request) -> Sequence[Errand]:
    if not request.rights.may(Act.ACCESS_GRANT, anywhere=True):
        return []
    if request.rights.may(Act.ACCESS_GRANT):
        return []  # Whoever answers for everybody has them in full: see below.
    found = []
    here = reach(request.rights, Act.ACCESS_GRANT)
    asked = open_requests(here).count()
    if asked:
        title = ngettext("%(count)d person asks for a right", "%(count)d people ask for a right", asked)
        found.append(
            Errand("wait", "lock", title % {"count": asked}, link=(to(request, "access_requests"), _("Answer")))
        )
    # The list behind the link is of what one may see, so it is counted there.
    ending = grants(reach(request.rights, Act.ACCESS_SEE), WantedGrants("ending")).count()
    if ending:
        title = ngettext("%(count)d grant ends within 14 days", "%(count)d grants end within 14 days", ending)
        link = (to(request, "grants") + "?view=ending", _("Look"))
        found.append(Errand("idle", "key", title % {"count": ending}, link=link))
    return found


@panel
def asked_for(request: Request) -> Panel | None:
    """For who may grant everywhere: who asks for what."""
    if not request.rights.may(Act.ACCESS_GRANT):
        return None
    waiting = open_requests(reach(request.rights, Act.ACCESS_GRANT))
    shown = list(waiting[: SHOWN + 1])
    if not shown:
        return None
    count = waiting.count() if len(shown) > SHOWN else len(shown)
    url = to(request, "access_requests")
    title = ngettext("%(count)d person asks for a right.", "%(count)d people ask for a right.", count)
    context = {"asked": shown[:SHOWN], "count": count, "url": url}
    return Panel(15, "access/home_requests.html", context, headline=title % {"count": count}, act=(url, _("Answer")))


@panel
def ending(request: Request) -> Panel | None:
    """For who may grant everywhere: what ends soon unless somebody grants it again."""
    if not request.rights.may(Act.ACCESS_GRANT):
        return None
    soon = grants(reach(request.rights, Act.ACCESS_SEE), WantedGrants("ending"))
    shown = list(soon.select_related(None).select_related("member", "role")[:SHOWN])
    url = to(request, "grants") + "?view=ending"
    return Panel(18, "access/home_ending.html", {"grants": shown, "url": url}) if shown else None


@errands
def own_rights_ending(request: Request) -> Sequence[Errand]:
    now = timezone.now()
    mine = Grant.objects.filter(
        member=request.member, ended_at__isnull=True, expires_at__gt=now, expires_at__lt=now + AHEAD
    )
    rows = named(mine.select_related("role"))
    return [
        Errand(
            "wait",
            "key",
            _("Your role %(role)s on %(scope)s ends soon") % {"role": grant.role, "scope": grant.place},
            link=(to(request, "my_rights"), _("Look")),
        )
        for grant in rows
    ]
