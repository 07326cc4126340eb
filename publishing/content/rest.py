"""Posts for programs: the same acts as on the pages."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from rest_framework import serializers

from coe.access.api import Act, Denied, Place
from coe.api.operations import Answer, Call, read, write
from coe.api.paging import Page, keyset
from coe.api.problems import Problem
from coe.api.shapes import Done
from governance import api as governance
from publishing.content import actions, commenting, rest_bodies, selectors, shifting
from publishing.content.checks import content_problems, findings_while_writing
from publishing.content.composing import blank, draft_from, pointer, refused
from publishing.content.draft import draft_of
from publishing.content.rest_bodies import PostOut
from publishing.content.wire import wires
from publishing.content.writing import OUT


def shown(call: Call, post_id: UUID, status: int = 0) -> Answer:
    """A post as it stands, with its revision as ETag."""
    post = selectors.post_or_404(call.rights, post_id)
    approval = governance.latest_request(post.pk)
    look = selectors.state_of(post)
    body = {
        **{name: getattr(post, name) for name in (
            "revision", "brand", "campaign", "title", "text", "link_url", "utm_medium", "utm_content", "language",
            "paid", "slot", "zone", "author", "created_at", "updated_at",
        )},
        "id": post.pk,
        "slot_time": post.slot.astimezone(ZoneInfo(post.zone)) if post.slot else None,
        "state": {"code": look.code, "label": look.text},
        "versions": selectors.versions_of(post),
        "images": selectors.images_of(post),
        "links": selectors.links_of(wires(post)),
        "request_id": approval.id if approval else None,
    }  # fmt: skip
    return Answer(body, status, {"ETag": f'"{post.revision}"'})


@read("posts_list", Act.POST_SEE, tag="posts", gives=rest_bodies.PostRow, filters=rest_bodies.PostFilters, paged=True)
def posts(call: Call) -> Page:
    """List posts, newest first."""
    given = dict(call.query)
    given["brand_id"] = given.pop("brand", None)
    found = selectors.filtered(call.rights, call.member.pk, filters=given, brand=None, sort="")
    return keyset(
        call.window, selectors.prepared(found), "-created_at", "pk",
        shown=lambda page: [selectors.row_of(post) for post in page],
    )  # fmt: skip


@read("posts_get", Act.POST_SEE, tag="posts", gives=PostOut)
def post(call: Call, post_id: UUID) -> Answer:
    """Read a post with its versions, pictures and links."""
    return shown(call, post_id)


@write("posts_create", Act.POST_DRAFT, tag="posts", takes=rest_bodies.PostIn, gives=PostOut, status=201)
def create(call: Call) -> Answer:
    """Begin a post."""
    draft = draft_from(call.rights, blank(call.rights, call.data["brand_id"]), 0, call.data)
    made = actions.create(call.actor, draft=draft)
    answer = shown(call, made.pk)
    answer.headers["Location"] = f"/api/v1/posts/{made.pk}"
    return answer


@write("posts_update", Act.POST_DRAFT, tag="posts", takes=rest_bodies.PostPatch, gives=PostOut, method="PATCH",
       revised=True)  # fmt: skip
def change(call: Call, post_id: UUID) -> Answer:
    """Change a post. What is left out stays.

    Changing what a version says or shows takes its approval back: its words, its pictures, and the part of a picture
    that its channel shows (`crops`). 409 when somebody saved since the revision that was read.
    """
    found = selectors.post_or_404(call.rights, post_id)
    if not selectors.visible(call.rights, Act.POST_DRAFT).filter(pk=found.pk).exists():
        raise Denied(Act.POST_DRAFT, Place(brand=found.brand_id))
    data = dict(call.data)
    revision = data.pop("revision")
    if revision != found.revision:
        raise Problem("stale", revision=found.revision)
    draft = draft_from(call.rights, draft_of(found), revision, data)
    try:
        actions.save(call.actor, post_id=post_id, revision=revision, draft=draft)
    except actions.StaleForm as stale:
        raise Problem("stale", revision=stale.post.revision) from None
    return shown(call, post_id)


class SubmitOut(serializers.Serializer[Any]):
    """The post, now in approval, and the request that approvers decide on."""

    request_id = serializers.UUIDField()
    post = PostOut()


@write("posts_submit", Act.POST_SUBMIT, tag="posts", gives=SubmitOut)
def submit(call: Call, post_id: UUID) -> dict[str, Any]:
    """Send every version that is in draft, or was sent back, for approval.

    422 names everything that stands in the way.
    """
    selectors.post_or_404(call.rights, post_id)
    sent = actions.submit(call.actor, post_id=post_id)
    if sent.problems:
        raise refused(sent.problems)
    return {"request_id": sent.request_id, "post": shown(call, post_id).body}


@write("posts_withdraw", Act.POST_WITHDRAW, tag="posts", takes=rest_bodies.WithdrawIn, gives=PostOut)
def withdraw(call: Call, post_id: UUID) -> Answer:
    """Take back every version that is not out yet."""
    selectors.post_or_404(call.rights, post_id)
    actions.withdraw(call.actor, post_id=post_id, reason=call.data["reason"])
    return shown(call, post_id)


@write("posts_bring_back", Act.POST_WITHDRAW, tag="posts", takes=rest_bodies.BringBackIn, gives=PostOut)
def bring_back(call: Call, post_id: UUID) -> Answer:
    """Make withdrawn versions drafts again. Their approvals are over."""
    selectors.post_or_404(call.rights, post_id)
    chosen = call.data["version_ids"]
    back = selectors.withdrawn(post_id) if chosen is None else chosen
    actions.bring_back(call.actor, post_id=post_id, version_ids=back)
    return shown(call, post_id)


@write("posts_move", Act.POST_SEE, tag="posts", takes=rest_bodies.MoveIn, gives=PostOut)
def move(call: Call, post_id: UUID) -> Answer:
    """Move a post to another time.

    Takes `post.schedule`; before anything is approved, `post.draft` is enough. Within the day that was approved,
    approval stands; on another day it needs `again`, and goes back to draft.
    """
    found = selectors.post_or_404(call.rights, post_id)
    shifting.move(call.actor, found, time=call.data["time"], zone=call.data["zone"], again=call.data["again"])
    return shown(call, post_id)


@write("posts_comment", Act.POST_SEE, tag="posts", takes=rest_bodies.RemarkIn, gives=Done, status=201)
def comment(call: Call, post_id: UUID) -> dict[str, int]:
    """Say something about a post, whether or not it is in approval."""
    selectors.post_or_404(call.rights, post_id)
    commenting.comment(call.actor, post_id=post_id, text=call.data["text"])
    return {"changed": 1}


@read("posts_preview", Act.POST_SEE, tag="posts", gives=rest_bodies.PreviewOut)
def preview(call: Call, post_id: UUID) -> dict[str, Any]:
    """Read exactly what each channel will be sent, and what stands in the way."""
    found = selectors.post_or_404(call.rights, post_id)
    sent = wires(found)
    findings, _texts = findings_while_writing(found, sent)
    troubles = content_problems([wire for wire in sent if wire.version.state not in OUT])
    problems = [{"pointer": pointer(one.field), "detail": one.message, "missing": one.missing} for one in troubles]
    return {"wires": sent, "problems": problems, "findings": findings}


@read("posts_history", Act.POST_SEE, tag="posts", gives=rest_bodies.RevisionOut, paged=True)
def history(call: Call, post_id: UUID) -> Page:
    """List the saves of a post, newest first, each with the whole content."""
    found = selectors.post_or_404(call.rights, post_id)
    return keyset(call.window, selectors.all_revisions(found), "-number")
