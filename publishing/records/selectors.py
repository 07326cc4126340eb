"""What an approval record shows: the content that was sent, whether it is still that, and the evidence."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from coe.audit.health import Health, last
from governance import api as governance
from governance.api import Evidence
from publishing.content.draft import Draft, draft_of
from publishing.content.models import Post
from publishing.content.rehearsal import Props, rehearse
from publishing.content.selectors import revision_at
from publishing.content.wire import Wire


@dataclass(frozen=True)
class Record:
    """`sent` are the versions as they were sent for approval. `proven`: their digests, worked out anew, are those of
    the request. `standing`: the post says the same today."""

    post: Post
    evidence: Evidence
    sent: list[Wire]
    proven: bool
    standing: bool
    revision: int
    health: Health | None


def record_of(post: Post, request_id: UUID | None) -> Record:
    """The record of a post's newest request, or of the one named. Raises Http404 when there is none."""
    evidence = governance.evidence_of(post.pk, request_id)
    if evidence is None:
        raise Http404
    items = evidence.items
    revision = revision_at(post.pk, evidence.view.submitted_at)
    draft = Draft.from_json(revision.content, brand=post.brand_id) if revision else draft_of(post)
    then = _covered(post, draft, items)
    now = _covered(post, draft_of(post), items)
    return Record(
        post=post,
        evidence=evidence,
        sent=then,
        proven=bool(items) and {wire.version.pk: wire.digest for wire in then} == items,
        standing=bool(items) and {wire.version.pk: wire.digest for wire in now} == items,
        revision=revision.number if revision else post.revision,
        health=last(),
    )


def _covered(post: Post, draft: Draft, items: dict[UUID, str]) -> list[Wire]:
    wires = rehearse(draft, Props.of(draft), org_id=post.org_id, post=post)
    return [wire for wire in wires if wire.version.pk in items]
