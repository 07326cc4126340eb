"""What goes into a channel adapter and what comes out of it. Plain values and small protocols.

An adapter is built for one connection and one piece of work:

    kind = adapter_for("bluesky")
    adapter = kind(transport=…, credentials=…, session=…, save_session=…, now=…)

It never sleeps, never retries a publish, and raises only for mistakes in this program: whatever a network
does becomes one of the closed outcomes. Their `detail` is the network's own words, in any language, for the
record; `code` is what people are told, translated elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

# -- the wire -------------------------------------------------------------------------------------------


@runtime_checkable
class Failure(Protocol):
    """No usable answer. `kind` is never_sent, answer_lost, too_large or forbidden (see coe.web.http)."""

    @property
    def kind(self) -> str: ...
    @property
    def detail(self) -> str: ...


class Answer(Protocol):
    """An HTTP answer. Header names are lower-case."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def url(self) -> str: ...
    @property
    def text(self) -> str: ...
    def json(self) -> Any | None:
        """The body read as JSON, or None if it is not."""
        ...


class Transport(Protocol):
    """Sends one request at most once. Times in seconds."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        content: bytes | None = None,
        timeout: float | None = None,
        max_bytes: int | None = None,
        follow_redirects: bool = False,
    ) -> Answer | Failure: ...


# -- what is said -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Image:
    """Encoded bytes as they will be sent. Width and height in pixels, `sha256` in hex over `content`."""

    content: bytes = field(repr=False)
    mime: str
    alt: str
    width: int
    height: int
    sha256: str


@dataclass(frozen=True)
class Message:
    """A version as one channel will be sent it; it never changes between tries.

    `key` is the idempotency key (a UUID as text) and `created_at` an aware time; both are fixed when the
    delivery is made, because networks recognise a second try by them.
    """

    text: str
    images: Sequence[Image]
    link: str | None
    lang: str
    key: str
    created_at: datetime
    title: str = ""


# -- what happened ----------------------------------------------------------------------------------------


class Code(StrEnum):
    """Why a network said no. Each has one sentence for people, elsewhere."""

    RECONNECT = "reconnect"  # the login no longer holds
    SCOPE = "scope"  # the login holds but was not given the right to do this
    TOO_LONG = "too_long"
    MEDIA = "media"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    DUPLICATE = "duplicate"  # something else already stands where this post belongs
    NETWORK_RULE = "network_rule"
    INVALID = "invalid"


@dataclass(frozen=True)
class Sent:
    """It stands on the network. `handles` is everything remembered about the way there."""

    remote_id: str
    url: str
    handles: Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """No, and asking again unchanged will not help."""

    code: Code
    detail: str


@dataclass(frozen=True)
class Again:
    """Certainly not done. Ask again, no sooner than `after_seconds` from now."""

    after_seconds: float
    detail: str


@dataclass(frozen=True)
class Unknown:
    """It may or may not have happened. Look it up; do not send again on this alone."""

    detail: str


@dataclass(frozen=True)
class NotFound:
    """The post is not there. Only with `may_send_again` is it proven that sending cannot make two."""

    may_send_again: bool
    detail: str


Trouble = Refused | Again | Unknown
Outcome = Sent | Refused | Again | Unknown


# -- the other abilities ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Connected:
    """The login works. `facts` (limits, server name …) may be shown; `session` may hold secrets."""

    handle: str
    display_name: str
    facts: Mapping[str, Any]
    session: Mapping[str, Any] = field(repr=False)
    avatar_url: str = ""
    """Where the account's picture lies; "" when it has none."""


@dataclass(frozen=True)
class Reading:
    """One figure as the network gave it just now. `remote_id` is "" for figures of the whole channel."""

    remote_id: str
    metric: str
    value: int
    fetched_at: datetime


@dataclass(frozen=True)
class HeardItem:
    """Something somebody said to or about us. `kind` is mention, reply or quote; `text` is plain."""

    remote_id: str
    kind: str
    author_handle: str
    author_name: str
    author_url: str
    text: str
    lang: str
    url: str
    in_reply_to: str
    published_at: datetime


@dataclass(frozen=True)
class Heard:
    """Items in no promised order, and where to go on. An item may come twice; `remote_id` tells."""

    items: Sequence[HeardItem]
    cursor: str | None


class Connects(Protocol):
    def check(self) -> Connected | Trouble:
        """Try the credentials the adapter was built with."""
        ...


class Publishes(Protocol):
    def publish(
        self, message: Message, *, handles: Mapping[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> Outcome:
        """Send, or go on sending.

        `handles` is what an earlier try saved ({} at first). `save` is called with the whole of it before
        each call that builds on it, and must have stored it for good when it returns.
        """
        ...


class Reconciles(Protocol):
    def find_sent(self, message: Message, *, handles: Mapping[str, Any]) -> Sent | NotFound | Unknown:
        """After `Unknown`: does the post stand on the network? Changes nothing there."""
        ...


class Measures(Protocol):
    def read_posts(self, remote_ids: Sequence[str]) -> list[Reading] | Trouble:
        """Current figures; a post that is gone, or a network that cannot say, gives no readings."""
        ...

    def read_channel(self) -> list[Reading] | Trouble: ...


class Listens(Protocol):
    def listen(self, cursor: str | None) -> Heard | Trouble:
        """What came in since `cursor` (from an earlier `Heard`; None: the latest page only)."""
        ...


class Stored(Protocol):
    @property
    def remote_id(self) -> str: ...
    @property
    def url(self) -> str: ...


class Store(Protocol):
    """Where posts go that the application serves itself."""

    def put(self, key: str, message: Message) -> Stored:
        """Keep the post under `key`. The same key again changes nothing and gives the same answer."""
        ...

    def find(self, key: str) -> Stored | None: ...

    def figures(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """remote id → metric → value; unknown ids are left out. The id "" means the whole channel."""
        ...


@dataclass(kw_only=True)
class Connection:
    """What every adapter is built with. `session` is a cache the adapter owns; it may hold secrets.

    `save_session` is given the whole new session and stores it before it returns. `now` gives aware
    times. Two adapters of one channel must not work at once: the caller holds a lock on the channel.
    """

    transport: Transport = field(repr=False)
    credentials: Mapping[str, str] = field(repr=False)
    session: Mapping[str, Any] = field(repr=False)
    save_session: Callable[[dict[str, Any]], None] = field(repr=False)
    now: Callable[[], datetime] = field(repr=False)
    store: Store | None = field(default=None, repr=False)

    def remember(self, **changes: Any) -> None:
        """Change the session, here and where it is kept."""
        self.session = {**self.session, **changes}
        self.save_session(dict(self.session))
