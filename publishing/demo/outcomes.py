"""What became of the year's posts: deliveries with their attempts, newsroom entries, readers."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest

from django.conf import settings

from coe.demo.past import backdated
from coe.demo.shapes import Asked, Out
from coe.demo.steps import Stage, step
from coe.demo.texts import load
from publishing.channels.base import Code
from publishing.content.models import Post, Version
from publishing.content.states import State as VersionState
from publishing.delivery.codes import Why
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.schedule import grace
from publishing.delivery.states import State
from publishing.demo.plan import Planned, id_of, member
from publishing.demo.readers import newsrooms, slug_of
from publishing.newsroom.selectors import entry_url

REFUSALS = ((Code.INVALID, "The server did not accept the language tag."), (Code.MEDIA, "Picture processing failed."))
GIVEN_UP = "The moment has passed; the other channels said it."
THROUGH_SENDING = (State.SENT, State.REFUSED, State.UNKNOWN)
WALKS: dict[State, list[VersionState]] = {
    State.SENT: [VersionState.SCHEDULED, VersionState.PUBLISHED],
    State.REFUSED: [VersionState.SCHEDULED, VersionState.REFUSED],
    State.WITHDRAWN: [VersionState.SCHEDULED, VersionState.WITHDRAWN],
    State.EXPIRED: [VersionState.SCHEDULED, VersionState.HELD, VersionState.EXPIRED],
    State.UNKNOWN: [VersionState.SCHEDULED, VersionState.UNKNOWN],
}


@step(50, "deliveries, newsrooms and readers")
def outcomes(stage: Stage) -> str:
    closed = {asked.key: asked for asked in stage.things["asked"]}
    stage.things["troubled"] = _troubled(stage)
    ended: list[tuple[Planned, Version, Delivery, State]] = []
    walks: dict[tuple[VersionState, ...], list[uuid.UUID]] = defaultdict(list)
    for one in stage.things["planned"]:
        walk = _without_delivery(one, stage.ago(days=12))
        if walk:
            walks[walk] += [version.pk for version in one.versions]
            continue
        for version in one.versions:
            delivery, state = _delivery(stage, one, version, closed[one.key])
            ended.append((one, version, delivery, state))
            walks[(VersionState.IN_APPROVAL, *WALKS[state])].append(version.pk)
    for states, ids in walks.items():
        for after in states:
            Version.objects.filter(pk__in=ids).update(state=after)
    with backdated(Delivery, Attempt):
        Delivery.objects.bulk_create([row for _one, _version, row, _state in ended], batch_size=500)
        _walk_deliveries([(row, state) for _one, _version, row, state in ended])
        _given_up([row for _one, _version, row, state in ended if state == State.REFUSED], stage)
        Attempt.objects.bulk_create(list(_attempts(stage, ended)), batch_size=1000)
    newsrooms(stage, [(one, version, row) for one, version, row, state in ended if state == State.SENT])
    sent = sum(1 for *_rest, state in ended if state == State.SENT)
    return f"{len(ended)} deliveries, {sent} sent, {stage.things['readers']} newsroom readers"


def _troubled(stage: Stage) -> dict[uuid.UUID, State]:
    """What went wrong lately and waits for the publisher: a refusal, and an answer that never came."""
    newest = [
        version
        for one in reversed(stage.things["planned"])
        if one.ending == "published"
        for version in one.versions
        if version.channel.network == "mastodon"
    ]
    unknown = newest[0]
    refused = next(version for version in newest if version.channel != unknown.channel)
    return {refused.pk: State.REFUSED, unknown.pk: State.UNKNOWN}


def _without_delivery(one: Planned, old: datetime) -> tuple[VersionState, ...]:
    if one.ending == "rejected" and one.slot < old:
        # Nobody mended it, so somebody put it away.
        return (VersionState.IN_APPROVAL, VersionState.REJECTED, VersionState.DRAFT, VersionState.WITHDRAWN)
    if one.ending == "rejected":
        return (VersionState.IN_APPROVAL, VersionState.REJECTED)
    if one.ending == "expired":
        return (VersionState.IN_APPROVAL, VersionState.EXPIRED)
    return ()


def _delivery(stage: Stage, one: Planned, version: Version, asked: Asked) -> tuple[Delivery, State]:
    """A delivery as it will stand in the end, all but its state: that is walked."""
    assert asked.closed is not None
    digest = dict(asked.items)[version.pk]
    row = Delivery(
        id=id_of(stage, "delivery", version.pk), org=stage.org, version=version, channel=version.channel,
        digest=digest, slot=one.slot, not_before=one.slot, expires_at=one.slot + grace(), fixed_at=asked.closed,
        idempotency_key=id_of(stage, "key", version.pk),
    )  # fmt: skip
    state = _state(stage, one, version)
    label = f"{one.post} → {version.channel}"
    stage.trail.note(
        asked.closed, "approvals", "system.deliver", row, label=label, detail="scheduled",
        after={"state": State.WAITING, "slot": one.slot},
    )  # fmt: skip
    if state == State.SENT:
        _sent(stage, one, version, row)
    elif state == State.REFUSED:
        row.attempt = 1
        row.code, row.detail = REFUSALS[stage.chance.randrange(len(REFUSALS))]
    elif state == State.UNKNOWN:
        row.attempt, row.lookups, row.code = 1, 6, Why.ASK
        row.detail = "The connection closed before the answer came."
    elif state == State.WITHDRAWN:
        row.detail = stage.chance.choice(load("words")["withdrawals"])
    elif state == State.EXPIRED:
        row.code = Why.MISSED
    _note(stage, one, row, label, state, asked.closed)
    return row, state


def _state(stage: Stage, one: Planned, version: Version) -> State:
    if version.pk in stage.things["troubled"]:
        return State(stage.things["troubled"][version.pk])
    brand, began, ended = stage.things["frozen"]
    if one.brand.slug == brand and began <= one.slot <= ended:
        return State.EXPIRED
    if one.ending == "withdrawn":
        return State.WITHDRAWN
    if one.ending == "refused" and version.channel.network != "newsroom" and version is one.versions[-1]:
        return State.REFUSED
    return State.SENT


def _sent(stage: Stage, one: Planned, version: Version, row: Delivery) -> None:
    late = stage.chance.random() < 0.035
    # The English newsroom comes last, so that it is what opens first.
    usual = (5, 8) if version.channel.language == "en" else (0.4, 4)
    gap = stage.chance.uniform(360, 1300) if late else stage.chance.uniform(*usual)
    row.sent_at = one.slot + timedelta(seconds=gap)
    row.attempt = 2 if late else 1
    handle, key = version.channel.handle, row.idempotency_key.hex
    if version.channel.network == "newsroom":
        row.remote_id = str(id_of(stage, "entry", version.pk))
        row.remote_url = f"{settings.BASE_URL}{entry_url(stage.org.slug, one.brand.slug, slug_of(one, version))}"
    elif version.channel.network == "bluesky":
        row.remote_id = f"at://did:web:{handle}/app.bsky.feed.post/3{key[:12]}"
        row.remote_url = f"https://{handle}/post/3{key[:12]}"
    else:
        number = str(int(key[:15], 16))[:18]
        user, server = handle.lstrip("@").split("@")
        row.remote_id, row.remote_url = number, f"https://{server}/@{user}/{number}"


def _note(stage: Stage, one: Planned, row: Delivery, label: str, state: State, closed: datetime) -> None:
    before = {"state": State.SENDING}
    if state == State.SENT and row.sent_at:
        after = {"state": state, "remote_url": row.remote_url}
        stage.trail.note(
            row.sent_at, "delivery", "system.deliver", row, label=label, before=before, after=after, detail="sent"
        )
    elif state in (State.REFUSED, State.UNKNOWN):
        stage.trail.note(
            one.slot, "delivery", "system.deliver", row, label=label, before=before, detail=state.value,
            after={"state": state, "code": row.code},
        )  # fmt: skip
    elif state == State.WITHDRAWN:
        at = closed + (one.slot - closed) / 2
        stage.trail.note(
            at, member(stage, one.writer), "post.withdraw", one.post, label=str(one.post), detail="withdrawn",
            after={"state": VersionState.WITHDRAWN}, reason=row.detail,
        )  # fmt: skip
    else:
        stage.trail.note(
            one.slot, "delivery", "system.deliver", row, label=label, detail="held", after={"state": State.HELD}
        )
        stage.trail.note(
            row.expires_at, "delivery", "system.deliver", row, label=label, before={"state": State.HELD},
            after={"state": state}, detail="expired",
        )  # fmt: skip


def _walk_deliveries(rows: list[tuple[Delivery, State]]) -> None:
    """Along the table of moves. A channel sends one at a time, so those go in rounds of one for each channel."""
    by_channel: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    through: dict[State, list[uuid.UUID]] = defaultdict(list)
    ends: dict[uuid.UUID, State] = {}
    for row, state in rows:
        ends[row.pk] = state
        if state in THROUGH_SENDING:
            by_channel[row.channel_id].append(row.pk)
        else:
            through[state].append(row.pk)
    for ids in zip_longest(*by_channel.values()):
        turn = [pk for pk in ids if pk]
        Delivery.objects.filter(pk__in=turn).update(state=State.SENDING)
        for state in THROUGH_SENDING:
            mine = [pk for pk in turn if ends[pk] == state]
            if mine:
                Delivery.objects.filter(pk__in=mine).update(state=state)
    for state, found in through.items():
        if state == State.EXPIRED:
            Delivery.objects.filter(pk__in=found).update(state=State.HELD)
        Delivery.objects.filter(pk__in=found).update(state=state)


def _given_up(refused: list[Delivery], stage: Stage) -> None:
    """What a network refused long ago was taken back; only the newest still waits for somebody."""
    old = [row for row in refused if row.version_id not in stage.things["troubled"]]
    Delivery.objects.filter(pk__in=[row.pk for row in old]).update(state=State.WITHDRAWN)
    Version.objects.filter(pk__in=[row.version_id for row in old]).update(state=VersionState.WITHDRAWN)
    for row in old:
        stage.trail.note(
            min(row.slot + timedelta(hours=5), stage.ago(minutes=9)), stage.people["pia"], "post.withdraw", row,
            label=f"{row.version.post} → {row.channel}", before={"state": State.REFUSED},
            after={"state": State.WITHDRAWN}, reason=GIVEN_UP, detail="withdrawn",
        )  # fmt: skip


def _attempts(stage: Stage, ended: list[tuple[Planned, Version, Delivery, State]]) -> Iterable[Attempt]:
    for one, _version, row, state in ended:
        for number in range(1, row.attempt + 1):
            last = number == row.attempt
            finished = row.sent_at if last and row.sent_at else one.slot + timedelta(seconds=2)
            yield Attempt(
                id=id_of(stage, "attempt", row.pk, number), org=stage.org, delivery=row, number=number,
                started_at=finished - timedelta(seconds=1), finished_at=finished,
                outcome=state.value if last else "again", code=row.code if last else Why.WAITS,
                detail=row.detail if last else "429 Too Many Requests",
            )  # fmt: skip


@step(52, "an outcome that nobody knew")
def doubted(stage: Stage) -> str:
    """Some weeks ago an answer was lost; somebody looked, and said so. Told in the audit, shown on the post."""
    sent: list[Out] = [one for one in stage.things["out"] if one.network == "mastodon"]
    about = next(one for one in reversed(sent) if one.at < stage.ago(weeks=5))
    row = Delivery.objects.select_related("version__post", "channel").get(version_id=about.version_id)
    person = stage.people["pia"]
    settled = about.at + timedelta(minutes=52)
    Delivery.objects.filter(pk=row.pk).update(settled_by=person, code=Why.PERSON)
    Attempt.objects.filter(delivery=row, number=row.attempt).update(
        outcome=State.UNKNOWN.value, code=Why.LOST, detail="The connection closed before the answer came."
    )
    label = f"{Post.objects.get(pk=about.post_id)} → {row.channel}"
    stage.trail.note(
        about.at, "delivery", "system.deliver", row, label=label, before={"state": State.SENDING},
        after={"state": State.UNKNOWN, "code": Why.LOST}, detail="unknown",
    )  # fmt: skip
    stage.trail.note(
        settled, person, "delivery.resolve", row, label=label, before={"state": State.UNKNOWN, "code": Why.ASK},
        after={"state": State.SENT, "remote_url": row.remote_url}, detail="it is there",
    )  # fmt: skip
    return f"settled by {person}"
