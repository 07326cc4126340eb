"""People and brands."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from coe.access.acts import Act
from coe.access.gate import Request
from coe.access.reach import reach
from coe.search.folding import says
from coe.search.registry import Finder, Hit, register
from coe.tenancy.models import Brand, Member
from coe.web.joining import local_name
from coe.web.links import to
from coe.web.sorting import by_name


def people(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Members by name or title; the page behind is what they may do, or the list of members."""
    knows = request.rights.may(Act.ACCESS_SEE, anywhere=True)
    act = Act.ACCESS_SEE if knows else Act.MEMBER_SEE
    if not request.rights.may(act, anywhere=True):
        return []
    rows = Member.objects.filter(reach(request.rights, act).people(), says(words, "name", "title"))
    return [
        Hit(
            one.name,
            to(request, "rights", one.pk) if knows else f"{to(request, 'members')}?{urlencode({'q': one.name})}",
            one.title,
            icon="user",
        )
        for one in rows.filter(left_at__isnull=True).order_by(by_name("name"), "pk")[:limit]
    ]


def brands(request: Request, words: Sequence[str], limit: int) -> list[Hit]:
    """Brands by either name. Who manages the organisation gets the brand, others its posts."""
    manages = request.rights.may(Act.ORG_MANAGE, anywhere=True)
    sees = request.rights.within(Act.POST_SEE, brand="pk")
    rows = Brand.objects.filter(says(words, "name", "name_zh"))
    if not manages:
        rows = rows.filter(sees)
    return [
        Hit(
            local_name(one),
            to(request, "brand", one.pk) if manages else f"{to(request, 'posts')}?brand_id={one.pk}",
            brand=one,
        )
        for one in rows.order_by("name", "pk")[:limit]
    ]


register(Finder("people", _("People"), "users", 60, people))
register(Finder("brands", _("Brands"), "building-store", 50, brands))
