"""What governance brings to the first page: the posts that wait for a decision, by time left."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Request
from coe.web import counts
from coe.web.home import Panel, panel
from coe.web.links import to
from governance.approvals.selectors import rows, to_decide

SHOWN = 6


@panel
def waiting(request: Request) -> Panel | None:
    if not request.rights.may(Act.POST_APPROVE, anywhere=True):
        return None
    count = counts.count("approvals", request)
    if not count:
        return None
    found = to_decide(request.member, request.rights, request.brand_filter, request.market_filter)
    shown, now = rows(found.all()[:SHOWN]), timezone.now()
    late = sum(1 for row in shown if row.decide_by < now)
    if late == SHOWN < count:  # By time left: only when all shown are late there may be more.
        late = found.filter(decide_by__lt=now).count()
    queue = to(request, "approvals")
    context = {"rows": shown, "count": count, "url": queue}
    review = ngettext("Review it", "Review all %(count)d", count) % {"count": count}
    return Panel(10, "governance/home/waiting.html", context, headline=_headline(count, late), act=(queue, review))


def _headline(count: int, late: int) -> str:
    waits = ngettext("%(count)d post waits for you.", "%(count)d posts wait for you.", count) % {"count": count}
    if not late:
        return waits
    over = ngettext("%(count)d is late.", "%(count)d are late.", late) % {"count": late}
    return _("%(waits)s %(late)s") % {"waits": waits, "late": over}
