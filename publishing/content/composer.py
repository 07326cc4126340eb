"""Everything the composer shows, put together once for the page, its fragments and its autosave answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Rights
from coe.tenancy.models import Brand, Member, Organisation
from coe.web.joining import listed
from governance import api as governance
from governance.api import Finding, Flow, FlowStep
from publishing.channels.abilities import Abilities
from publishing.connections.models import Channel
from publishing.connections.states import State as ChannelState
from publishing.content import links, selectors
from publishing.content.around import Around, around
from publishing.content.checks import Trouble, content_problems, findings_while_writing
from publishing.content.draft import Draft
from publishing.content.forms import PostForm
from publishing.content.models import Post, Version
from publishing.content.previews import Preview, neutral, previews
from publishing.content.quick_slots import Quick, quick_slots
from publishing.content.states import State
from publishing.content.wire import Wire, abilities_of, wires
from publishing.content.writing import OUT
from publishing.library.models import Asset
from publishing.library.selectors import rights_look


@dataclass(frozen=True)
class ChannelRow:
    """A channel as a toggle with its counter, and its version below."""

    channel: Channel
    abilities: Abilities
    on: bool
    own: bool
    text: str
    title: str
    count: int | None
    state: selectors.Look | None
    locked: bool
    errors: list[str]
    link_weight: int

    @property
    def field(self) -> str:
        return f"version:{self.channel.pk}"

    @property
    def connected(self) -> bool:
        return bool(self.channel.state == ChannelState.CONNECTED)

    @property
    def limit(self) -> int | None:
        return self.abilities.max_length

    @property
    def left(self) -> int | None:
        return None if self.count is None or self.limit is None else self.limit - self.count

    @property
    def kind(self) -> str:
        if self.left is None or self.limit is None or not self.on:
            return ""
        return "stop" if self.left < 0 else "wait" if self.left <= self.limit * 0.2 else ""


@dataclass(frozen=True)
class ImageRow:
    asset: Asset
    alt: str
    place: int
    crops: int = 0
    """How many channels show only a part of it."""
    rights: Any = None
    """A chip about the rights to it, when somebody noted any."""


@dataclass(frozen=True)
class Plan:
    """The bar at the bottom: which workflow, who decides, by when, and what the button says."""

    flow: Flow
    approvals: int
    hours: int
    decide_by: datetime | None
    short_notice: bool
    button: str
    deciders: list[tuple[str, str]]
    """Each step: its name, and in words who decides it; empty words where nobody can."""


@dataclass
class Board:
    """The composer at one moment."""

    form: PostForm
    brand: Brand
    post: Post | None
    channels: list[ChannelRow]
    images: list[ImageRow]
    library: list[Asset]
    previews: list[Preview]
    neutral: Preview | None
    """What stands there while no network is known that would show it."""
    findings: list[Finding]
    texts: dict[str, str]
    troubles: list[Trouble]
    plan: Plan
    state: selectors.Look
    around: Around
    quick: list[Quick] = field(default_factory=list)
    """Times chosen with one press."""
    asked: bool = False
    """Somebody tried to send: what is missing is said too."""
    by_field: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sendable(self) -> bool:
        return self.post is None or any(row.on and not row.locked for row in self.channels)


def open_board(
    *,
    org: Organisation,
    member: Member,
    rights: Rights,
    form: PostForm,
    brand: Brand,
    post: Post | None,
    asked: bool = False,
    troubles: Sequence[Trouble] = (),
) -> Board:
    """The board of a post (None: one that is not kept yet) with its form, bound or not."""
    sent = [wire for wire in wires(post) if wire.version.state != State.WITHDRAWN] if post else []
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    found = list(troubles)
    if post:
        findings, texts = findings_while_writing(post, sent)
        open_wires = [wire for wire in sent if wire.version.state not in OUT]
        found += [one for one in content_problems(open_wires) if (asked or not one.missing) and one not in found]
    flow = plan(brand, form, post, member)
    images = image_rows(form)
    board = Board(
        form=form,
        brand=brand,
        post=post,
        channels=_channel_rows(form, sent, post),
        images=images,
        library=[],
        previews=previews(sent),
        neutral=None if sent else neutral(form, brand, [(row.asset, row.alt) for row in images]),
        findings=findings,
        texts=texts,
        troubles=found,
        plan=flow,
        quick=_quick(form, post, flow.hours),
        around=_around(rights, form, post),
        state=selectors.state_of(post) if post else selectors.look(State.DRAFT),
        asked=asked,
    )
    board.by_field = _by_field(form, found)
    return board


def _around(rights: Rights, form: PostForm, post: Post | None) -> Around:
    on = [channel for channel in form.channels if form.is_on(channel)]
    slot, zone = (post.slot, post.zone) if post else (form.had.slot, form.had.zone)
    return around(rights, on, slot, zone, but=post.pk if post else None)


def _quick(form: PostForm, post: Post | None, hours: int) -> list[Quick]:
    on = [channel for channel in form.channels if form.is_on(channel)]
    return quick_slots(on, form.had.zone, but=post.pk if post else None, hours=hours)


def _by_field(form: PostForm, troubles: Iterable[Trouble]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = defaultdict(list)
    if form.is_bound:
        for name, messages in form.wrong_fields().items():
            said[name] += messages
    for trouble in troubles:
        if trouble.message not in said[trouble.field]:
            said[trouble.field].append(trouble.message)
    return {name: messages for name, messages in said.items() if messages}


def _channel_rows(form: PostForm, sent: Sequence[Wire], post: Post | None) -> list[ChannelRow]:
    abilities = abilities_of(form.channels)
    by_channel = {wire.channel.pk: wire for wire in sent}
    states = {version.channel_id: version for version in _versions(post)}
    wrong = form.wrong_fields() if form.is_bound else {}
    rows = []
    for channel in form.channels:
        wire, version = by_channel.get(channel.pk), states.get(channel.pk)
        own, text, title = form.own_of(channel)
        rows.append(
            ChannelRow(
                channel=channel,
                abilities=abilities[channel.pk],
                on=form.is_on(channel),
                own=own,
                text=text,
                title=title,
                count=wire.count if wire else None,
                state=selectors.look(version.state) if version and version.state != State.DRAFT else None,
                locked=bool(version and version.state in OUT),
                errors=wrong.get(f"version:{channel.pk}", []),
                link_weight=abilities[channel.pk].link_weight or 0,
            )
        )
    # What can be used first; what has to be connected before stands behind it.
    return sorted(rows, key=lambda row: not row.connected)


def _versions(post: Post | None) -> list[Version]:
    return selectors.versions_of(post) if post else []


def image_rows(form: PostForm) -> list[ImageRow]:
    """The pictures as typed (with their words), or as they stand."""
    if form.is_bound:
        before = dict(form.had.images)
        keys = [key for key in dict.fromkeys(form.chosen("image")) if not form.data.get(f"drop-{key}")]
        typed = [(key, str(form.data.get(f"alt-{key}", ""))) for key in keys]
        pairs = [(UUID(key), alt) for key, alt in typed if _is_uuid(key)]
        pairs = [(asset, alt or before.get(asset, "")) for asset, alt in pairs]
    else:
        pairs = list(form.had.images)
    assets = Asset.objects.in_bulk([asset for asset, _alt in pairs])
    cropped = [asset for _channel, asset, _cut in form.had.crops]
    return [
        ImageRow(assets[asset], alt, place, cropped.count(asset), rights_look(assets[asset]))
        for place, (asset, alt) in enumerate(pairs, start=1)
        if asset in assets
    ]


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def plan(brand: Brand, form: PostForm, post: Post | None, member: Member) -> Plan:
    """Which workflow will apply to the channels that are on, and who decides: never one of the authors."""
    authors = {member.pk, *(post.authors if post else [])}
    on = [channel.pk for channel in form.channels if form.is_on(channel)]
    flow = governance.workflow_for(brand_id=brand.pk, channel_ids=on, authors=authors)
    approvals = sum(len(step.approvers) if step.mode == "all" else step.needed for step in flow.steps)
    hours = sum(step.hours for step in flow.steps)
    slot = post.slot if post else None
    enough = timezone.now() + timedelta(hours=hours)
    people = {one.pk: one for step in flow.steps for one in step.approvers}
    if approvals and people:
        button = ngettext("Send to %(count)d approver", "Send to %(count)d approvers", approvals) % {"count": approvals}
    else:
        button = _("Send for approval")
    return Plan(
        flow=flow,
        approvals=approvals,
        hours=hours,
        decide_by=slot,
        short_notice=bool(slot and slot < enough),
        button=button,
        deciders=[(step.name, _who(step)) for step in flow.steps],
    )


def _who(step: FlowStep) -> str:
    """As many as the button counts: “Ann, Bob”, or “1 of 3: Ann, Bob, Cem” where fewer are needed than may."""
    people, shown = len(step.approvers), listed(one.name for one in step.approvers[:3])
    shown += "…" if people > 3 else ""
    if step.mode == "all" or step.needed >= people:
        return shown
    return _("%(needed)s of %(people)s: %(names)s") % {"needed": step.needed, "people": people, "names": shown}


def answer(board: Board, *, kept_at: datetime | None) -> dict[str, Any]:
    """What autosave answers: {kept_at, revision, findings, problems, channels}. Spans count code points."""
    post = board.post
    return {
        "ok": True,
        "kept_at": kept_at.isoformat() if kept_at else None,
        "post": str(post.pk) if post else None,
        "revision": post.revision if post else 0,
        "findings": marks(board.findings),
        "problems": [
            {"field": name, "message": message} for name, messages in board.by_field.items() for message in messages
        ],
        "channels": {
            str(row.channel.pk): {"count": row.count, "limit": row.limit, "on": row.on} for row in board.channels
        },
    }


def marks(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as the script marks them on the words."""
    return [
        {
            "field": one.field, "start": one.start, "end": one.end, "number": one.number, "kind": one.kind,
            "words": one.words, "suggestion": one.suggestion, "title": one.title,
        }
        for one in findings
    ]  # fmt: skip


def make_form(
    data: Any = None, files: Any = None, *, rights: Rights, draft: Draft, revision: int, brand_id: UUID
) -> PostForm:
    """The form for a brand, offering only what this member may choose."""
    return PostForm(
        data,
        files,
        draft=draft,
        revision=revision,
        brands=selectors.draftable_brands(rights),
        channels=selectors.draftable_channels(rights, brand_id, also=draft.by_channel),
        campaigns=selectors.campaigns_for(brand_id),
        lists=links.Lists.now(),
        brand_id=brand_id,
    )


def short_link_sample() -> str:
    """What a short link looks like before there is one: as long as a real one."""
    return links.short("x" * 8)
