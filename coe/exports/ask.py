"""Whose list it is, and filtered how: what a page reads of its request, also long after the request is over."""

from dataclasses import dataclass
from typing import Protocol

from django.http import QueryDict
from django.utils.translation import get_language

from coe.access.actor import Actor
from coe.access.gate import Request
from coe.access.rights import Rights
from coe.tenancy.models import Brand, Market, Member, Organisation


class Asking(Protocol):
    """A gated request, or an `Ask`: lists that take this can be exported in the background too."""

    @property
    def org(self) -> Organisation: ...
    @property
    def member(self) -> Member: ...
    @property
    def rights(self) -> Rights: ...
    @property
    def brand_filter(self) -> Brand | None: ...
    @property
    def market_filter(self) -> Market | None: ...
    @property
    def GET(self) -> QueryDict: ...


@dataclass(frozen=True)
class Ask:
    org: Organisation
    member: Member
    rights: Rights
    actor: Actor
    brand_filter: Brand | None
    market_filter: Market | None
    GET: QueryDict
    language: str
    zone: str
    """The zone moments are written in."""

    @classmethod
    def of(cls, request: Request) -> "Ask":
        return cls(
            request.org,
            request.member,
            request.rights,
            request.actor,
            request.brand_filter,
            request.market_filter,
            request.GET,
            get_language() or "en",
            request.org.zone,
        )
