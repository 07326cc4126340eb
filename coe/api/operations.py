"""What the API can do, one function per operation.

    @read("posts_list", Act.POST_SEE, tag="posts", gives=PostRow, filters=PostFilters, paged=True)
    def posts(call: Call) -> Page: ...

    @write("posts_create", Act.POST_DRAFT, tag="posts", takes=PostIn, gives=PostOut, status=201)
    def create(call: Call) -> Any: ...

    urlpatterns = [path("posts", resource(posts, create))]

The id of an operation is its name in generated clients and never changes. The first line of the docstring is its
title, the rest its description. Like a gated page, an operation opens with one act (held anywhere), and the action
or selector behind it decides what that act may touch; `open_because` opens it to every member instead.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.views.decorators.csrf import csrf_exempt

from coe.access.acts import Act
from coe.access.gate import Audience
from coe.access.rights import Rights
from coe.api.callers import Caller
from coe.api.paging import Window, window
from coe.api.shapes import Nothing

Run = Callable[..., Any]


@dataclass
class Call:
    """One request behind its door: who asks, and what for. Stands in for a page's request in shared code."""

    http: Any
    caller: Caller
    data: dict[str, Any] = field(default_factory=dict)
    """The body, checked."""
    query: dict[str, Any] = field(default_factory=dict)
    """The parameters of the address, checked."""
    brand_filter: Any = None
    """The brand that figures are narrowed to."""
    market_filter: Any = None
    """The market that figures are narrowed to."""

    @property
    def org(self) -> Any:
        return self.caller.org

    @property
    def member(self) -> Any:
        return self.caller.member

    @property
    def rights(self) -> Rights:
        return self.caller.rights

    @property
    def actor(self) -> Any:
        return self.caller.actor

    @property
    def window(self) -> Window:
        return window(self.http.path, self.http.GET.dict())


@dataclass(frozen=True)
class Answer:
    """An answer with more than a body."""

    body: Any = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    act: Act | None
    open_because: str
    run: Run
    tag: str
    takes: Any = None
    gives: Any = None
    filters: Any = None
    status: int = 200
    paged: bool = False
    writes: bool = False
    own_transaction: bool = False
    upload: bool = False
    revised: bool = False
    """Takes the revision that was read, in If-Match or the field `revision`."""
    streams: str = ""
    """A media type that is not JSON."""

    @property
    def door(self) -> Any:
        """What the URL ring reads: an act, or an audience and why."""
        return self.act or (Audience.MEMBER, self.open_because)


def read(
    id_: str, act: Act | None, *, tag: str, gives: Any = None, filters: Any = None, paged: bool = False,
    open_because: str = "", own_transaction: bool = False, streams: str = "",
) -> Callable[[Run], Operation]:  # fmt: skip
    """A GET."""
    return _operation(
        id_, "GET", act, tag=tag, gives=gives, filters=filters, paged=paged, open_because=open_because,
        own_transaction=own_transaction, streams=streams,
    )  # fmt: skip


def ask(
    id_: str, act: Act | None, *, tag: str, takes: Any, gives: Any, open_because: str = "",
    own_transaction: bool = False,
) -> Callable[[Run], Operation]:  # fmt: skip
    """A question too long for an address: a POST that changes nothing."""
    return _operation(
        id_, "POST", act, tag=tag, takes=takes, gives=gives, open_because=open_because, own_transaction=own_transaction
    )


def write(
    id_: str, act: Act | None, *, tag: str, takes: Any = Nothing, gives: Any = None, method: str = "POST",
    status: int = 200, open_because: str = "", own_transaction: bool = False, upload: bool = False,
    revised: bool = False,
) -> Callable[[Run], Operation]:  # fmt: skip
    """Something that changes; takes an Idempotency-Key."""
    return _operation(
        id_, method, act, tag=tag, takes=takes, gives=gives, status=status, open_because=open_because,
        own_transaction=own_transaction, upload=upload, revised=revised, writes=True,
    )  # fmt: skip


def _operation(id_: str, method: str, act: Act | None, *, open_because: str, **more: Any) -> Callable[[Run], Operation]:
    if act is None and not open_because:
        raise ValueError(f"say why {id_} needs no act")
    return lambda run: Operation(id=id_, method=method, act=act, open_because=open_because, run=run, **more)


def resource(*operations: Operation) -> Any:
    """The view of one address, marked for the URL ring with the door of each method."""
    from coe.api.endpoint import Endpoint

    by_method = {one.method: one for one in operations}
    if len(by_method) != len(operations):
        raise ValueError("two operations for one method")
    kind = type("Resource", (Endpoint,), {"operations": by_method, **{m.lower(): _never for m in by_method}})
    view: Any = transaction.non_atomic_requests(csrf_exempt(kind.as_view()))  # type: ignore[attr-defined]
    view.coe_gate = {one.method: one.door for one in operations}
    return view


def _never(self: Any, request: Any, **kwargs: Any) -> Any:
    """There so that Django and the description know the method; Endpoint.dispatch runs the operation."""
    raise NotImplementedError
