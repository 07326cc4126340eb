"""What tokens bring to the first page: those that end soon, before a program stops working."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.acts import Act
from coe.access.gate import Request
from coe.api.selectors import standing, tokens
from coe.web.home import Errand, errands
from coe.web.joining import listed
from coe.web.links import to

AHEAD = timedelta(days=14)


@errands
def ending(request: Request) -> Sequence[Errand]:
    """One's own; everybody's for who oversees them. One query."""
    everybody = request.rights.may(Act.TOKEN_OVERSEE)
    if not (everybody or request.rights.may(Act.TOKEN_MANAGE, anywhere=True)):
        return []
    soon = standing(tokens(request.member, request.rights, everybody=everybody))
    names = list(
        soon.filter(expires_at__lt=timezone.now() + AHEAD).order_by("expires_at").values_list("name", flat=True)
    )
    if not names:
        return []
    title = ngettext("%(count)d API token ends within 14 days", "%(count)d API tokens end within 14 days", len(names))
    url = to(request, "api_tokens") + ("?whose=all" if everybody else "")
    return [Errand("wait", "api", title % {"count": len(names)}, listed(names[:3]), (url, _("Look")))]
