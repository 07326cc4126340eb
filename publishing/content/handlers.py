"""What approval's news does to posts. The event may come late or twice; the truth is pulled again here."""

from typing import Any
from uuid import UUID

from coe.access.api import Act, Actor, Doing, action
from coe.outbox.events import on
from coe.states import move
from governance import api as governance
from publishing.content import locks
from publishing.content.models import Post, Version
from publishing.content.states import State
from publishing.content.wire import wires
from publishing.content.writing import SUBJECT

_CLOSED = {"sent_back": State.SENT_BACK, "rejected": State.REJECTED, "expired": State.EXPIRED}


@on("approval.decided")
def decided(org_id: UUID, payload: dict[str, Any]) -> None:
    """Schedules what was approved, and moves the rest where the decision says. Safe to run again."""
    if payload.get("subject_type") != SUBJECT:
        return
    actor = Actor.task(org_id, "approvals", Act.SYSTEM_DELIVER)
    settle(actor, post_id=UUID(payload["subject_id"]), outcome=payload["outcome"])


@action(Act.SYSTEM_DELIVER)
def settle(do: Doing, *, post_id: UUID, outcome: str) -> None:
    """Brings the versions in approval to where the request's outcome leads."""
    do.require()
    do.nothing()
    if not Post.objects.filter(pk=post_id).exists():
        return
    post = locks.post(post_id)
    waiting = [version for version in locks.versions(post) if version.state == State.IN_APPROVAL]
    latest = governance.latest_request(post_id)
    if not waiting or latest is None:
        return
    if latest.open:
        # News of an older request: what waits now waits for a newer one.
        return
    if outcome == "approved":
        _schedule(do, post, waiting)
    elif target := _CLOSED.get(outcome):
        for version in waiting:
            _move(do, post, version, target)


def _schedule(do: Doing, post: Post, waiting: list[Version]) -> None:
    from publishing.delivery import schedule

    by_version = {wire.version.pk: wire for wire in wires(post)}
    for version in waiting:
        wire = by_version[version.pk]
        if post.slot is None or not governance.standing_approval(version.pk, wire.digest):
            # Approved was something else than what stands here now.
            _move(do, post, version, State.DRAFT)
            continue
        schedule.schedule(do, version, digest=wire.digest, slot=post.slot)


def _move(do: Doing, post: Post, version: Version, state: State) -> None:
    before = version.state
    move(version, state)
    label = f"{post} → {version.channel}"
    do.record(version, before={"state": before}, after={"state": state}, label=label, detail=state.value)
