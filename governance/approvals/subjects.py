"""What is approved lives in packages to the right; they register how to show it and what it is now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from coe.notices.api import Picture
from coe.tenancy.models import Member
from coe.web.networks import with_network


@dataclass(frozen=True)
class Card:
    """A subject in the queue. `networks` are the names of glyphs; `language` is that of `first_line`."""

    first_line: str
    networks: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class Detail:
    """The middle of the approval page: a template and its context.

    It fills `<section class="view">` below its head: `.tabs`, `.stage`, `.facts`. Besides `context` it is given
    `request`, `approval` (the RequestView) and `findings` (numbered Finding objects, to be marked on the words).
    """

    template: str
    context: Mapping[str, Any]
    digest: str
    """What `current_digest` says of what is shown, so that showing reads it once."""


@dataclass(frozen=True)
class Wording:
    """A subject in a mail: what it says, in which language, and where it will go."""

    text: str
    language: str = ""
    channels: Sequence[str] = ()
    picture: Picture | None = None
    """The first picture as it will show."""
    more: Sequence[tuple[str, str, str]] = ()
    """What other channels say instead: (channels, words, language)."""


class Provider(Protocol):
    """What a package answers about its kind of subject. Asked inside the organisation."""

    def cards(self, ids: Collection[UUID]) -> dict[UUID, Card]:
        """The cards of several subjects, in a number of queries that does not grow with them."""
        ...

    def detail(self, subject_id: UUID, *, member: Member, seen_digest: str) -> Detail:
        """How the subject is shown. `seen_digest` is what the member looked at before this content (or empty);
        `governance.api.sent_at(subject_id, digest)` tells when that content was sent for approval."""
        ...

    def wording(self, subject_id: UUID) -> Wording | None:
        """The subject for a mail; None when it is gone."""
        ...

    def current_digest(self, subject_id: UUID) -> str:
        """`governance.api.combined_digest` over what would be sent now; empty when the subject is gone."""
        ...

    def speaking_to(self, market_id: UUID) -> Any:
        """The ids of the subjects that go out in a market, as a queryset to filter by."""
        ...


_PROVIDERS: dict[str, Provider] = {}


def register_subject(subject_type: str, provider: Provider) -> None:
    """Call from `AppConfig.ready`."""
    _PROVIDERS[subject_type] = provider


def providers() -> dict[str, Provider]:
    return _PROVIDERS


def provider_of(subject_type: str) -> Provider | None:
    return _PROVIDERS.get(subject_type)


@dataclass(frozen=True)
class ChannelRow:
    """A channel as workflows and freezes offer it. `network` is its key: each reader has it named in their language."""

    id: UUID
    name: str
    brand_id: UUID
    network: str = ""

    @property
    def label(self) -> str:
        return place_of(self.name, self.network)


def place_of(name: str, network: str) -> str:
    """A channel in the reader's language. Rows from before networks were kept hold it in the name."""
    return with_network(name, network)


class ChannelProvider(Protocol):
    def __call__(self) -> Collection[tuple[UUID, str, UUID] | ChannelRow]:
        """(id, name, brand id) or more of every living channel of the organisation."""
        ...


_CHANNELS: list[ChannelProvider] = []


def register_channels(provider: ChannelProvider) -> None:
    """Call from `AppConfig.ready`."""
    if provider not in _CHANNELS:
        _CHANNELS.append(provider)


def channel_rows() -> list[ChannelRow]:
    """Every channel of the organisation this runs inside, by label."""
    rows = [row if isinstance(row, ChannelRow) else ChannelRow(*row) for provider in _CHANNELS for row in provider()]
    return sorted(rows, key=lambda row: row.label.casefold())
