"""How approval pages show a post: cards for the queue, the post as each network will show it, and what changed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from coe.tenancy.models import Member
from coe.web.joining import listed
from governance import api as governance
from governance.api import Card, Detail, Wording
from publishing.content import history, selectors
from publishing.content.diff import Change
from publishing.content.draft import draft_of
from publishing.content.models import Post, Revision, Version
from publishing.content.previews import Preview, previews
from publishing.content.states import in_question
from publishing.content.wire import Wire, wires
from publishing.library import files, pictures


@dataclass(frozen=True)
class Tab:
    """One channel on the approval page; `old` is its text when the member last looked, None when it is the same."""

    preview: Preview
    old: str | None


def _covered(found: list[Wire]) -> list[Wire]:
    about = in_question(wire.version.state for wire in found)
    return [wire for wire in found if wire.version.state in about]


def _spoken(posts: Collection[UUID]) -> dict[UUID, list[str]]:
    """The networks a request about each post is about, without reading what is said there."""
    versions = Version.objects.filter(post__in=list(posts)).order_by("channel__network")
    found: dict[UUID, list[tuple[str, str]]] = {}
    for post_id, state, network in versions.values_list("post", "state", "channel__network"):
        found.setdefault(post_id, []).append((state, network))
    said = {post_id: in_question(state for state, _network in rows) for post_id, rows in found.items()}
    return {
        post_id: list(dict.fromkeys(network for state, network in rows if state in said[post_id]))
        for post_id, rows in found.items()
    }


def _digest(covered: list[Wire]) -> str:
    return governance.combined_digest((wire.version.pk, wire.digest) for wire in covered)


class PostSubject:
    """The provider for "publishing.post"."""

    def cards(self, ids: Collection[UUID]) -> dict[UUID, Card]:
        posts = Post.objects.filter(pk__in=list(ids)).only("title", "text", "language")
        spoken = _spoken(ids)
        return {
            post.pk: Card(
                first_line=selectors.first_line(post),
                networks=spoken.get(post.pk, []),
                title=post.title,
                language=post.language,
            )
            for post in posts
        }

    def wording(self, subject_id: UUID) -> Wording | None:
        post = Post.objects.select_related("brand", "campaign").filter(pk=subject_id).first()
        if post is None:
            return None
        covered = _covered(wires(post))
        channels = [str(wire.channel) for wire in covered]
        if not covered:
            return Wording(post.text, post.language, channels)
        # What most channels say comes first; what others say instead is told with their names.
        said: dict[tuple[str, str], list[str]] = {}
        for wire in covered:
            said.setdefault((wire.text, wire.language), []).append(str(wire.channel))
        first, *rest = sorted(said.items(), key=lambda one: -len(one[1]))
        more = [(listed(names), text, language) for (text, language), names in rest]
        return Wording(first[0][0], first[0][1], channels, _first_picture(covered[0]), more)

    def current_digest(self, subject_id: UUID) -> str:
        post = Post.objects.select_related("brand", "campaign").filter(pk=subject_id).first()
        if post is None:
            return ""
        return _digest(_covered(wires(post)))

    def speaking_to(self, market_id: UUID) -> Any:
        return selectors.speaking_to(market_id)

    def detail(self, subject_id: UUID, *, member: Member, seen_digest: str) -> Detail:
        post = get_object_or_404(Post.objects.select_related("brand", "campaign", "author"), pk=subject_id)
        sent = wires(post)
        covered = _covered(sent)
        seen, changed = _since(post, seen_digest)
        context: dict[str, Any] = {
            "post": post,
            "tabs": [Tab(preview, _old(preview.wire, seen.content if seen else None)) for preview in previews(covered)],
            "changed": changed,
            "seen": seen,
            "links": selectors.links_of(sent),
            "author": post.author,
        }
        return Detail("publishing/content/approval.html", context, _digest(covered))


def _first_picture(wire: Wire) -> governance.Picture | None:
    """Small enough for a mail; none when there is none, or its file is damaged."""
    if not wire.images:
        return None
    picture, alt = wire.images[0]
    try:
        made = pictures.small(files.read(picture.org_id, picture.sha256, picture.mime), 560)
    except files.Damaged:
        return None
    return governance.Picture(made.content, made.mime, alt, made.width, made.height)


def _since(post: Post, seen_digest: str) -> tuple[Revision | None, list[Change]]:
    """The version the member saw, and what changed since; nothing when they have seen none before."""
    seen_at = governance.sent_at(post.pk, seen_digest) if seen_digest else None
    revision = selectors.revision_at(post.pk, seen_at) if seen_at else None
    if revision is None:
        return None, []
    return revision, history.between(revision.content, draft_of(post).as_json())


def _old(wire: Wire, before: dict[str, Any] | None) -> str | None:
    if before is None:
        return None
    own = (before.get("versions") or {}).get(str(wire.channel.pk)) or {}
    said = own.get("text")
    old = str(before.get("text") or "") if said is None else str(said)
    now = wire.post.text if wire.version.own_text is None else wire.version.own_text
    return None if old == now else old
