"""What was said before, lent to whoever tries a rule on it: posts that were to go out, each wording once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from coe.access.api import Rights
from governance.api import Behind, PastPost, Said
from publishing.content import selectors
from publishing.content.models import Post, Version
from publishing.content.states import State
from publishing.content.wire import Wire, wires_of

NEVER_SAID = [State.DRAFT, State.WITHDRAWN]


class PastOfPosts:
    """The provider of governance.api.register_past_posts."""

    def count(self, rights: Rights, *, brand: UUID | None, since: datetime, until: datetime) -> int:
        return _posts(rights, brand, since, until).count()

    def portion(
        self, rights: Rights, *, brand: UUID | None, since: datetime, until: datetime,
        behind: Behind | None, size: int,
    ) -> list[PastPost]:  # fmt: skip
        posts = _posts(rights, brand, since, until)
        if behind:
            posts = posts.filter(Q(slot__lt=behind[0]) | Q(slot=behind[0], pk__lt=behind[1]))
        return _told(posts.order_by("-slot", "-pk")[:size])

    def some(self, rights: Rights, ids: Sequence[UUID]) -> list[PastPost]:
        found = {post.id: post for post in _told(selectors.visible(rights).filter(pk__in=ids, slot__isnull=False))}
        return [found[one] for one in ids if one in found]


def _posts(rights: Rights, brand: UUID | None, since: datetime, until: datetime) -> QuerySet[Post]:
    said = Version.objects.filter(post=OuterRef("pk")).exclude(state__in=NEVER_SAID)
    posts = selectors.visible(rights).filter(Exists(said), slot__gte=since, slot__lt=until)
    return posts if brand is None else posts.filter(brand=brand)


def _told(posts: QuerySet[Post]) -> list[PastPost]:
    rows = list(posts.select_related("brand"))
    wires = wires_of(rows)
    return [
        PastPost(post.pk, selectors.first_line(post), post.brand, post.slot, "post", _wordings(wires.get(post.pk, [])))
        for post in rows
        if post.slot
    ]


def _wordings(wires: Sequence[Wire]) -> list[Said]:
    """What channels were sent alike is one wording."""
    channels: dict[tuple[str, ...], list[Wire]] = {}
    for wire in wires:
        if wire.version.state not in NEVER_SAID:
            texts = (wire.language, *(part for pair in wire.texts.items() for part in pair))
            channels.setdefault(texts, []).append(wire)
    return [
        Said(same[0].texts, same[0].language, same[0].post.paid, [str(wire.channel) for wire in same])
        for same in channels.values()
    ]
