"""Taking an approval record out of the house is noted."""

from uuid import UUID

from coe.access.api import Act, Doing, action
from publishing.content.models import Post, Version


@action(Act.POST_SEE)
def note(do: Doing, *, post: Post, request_id: UUID, pages: int) -> None:
    """Records that a member took the record of a request. Asked on the brand, or on a channel the post goes to."""
    channels = [one.channel for one in Version.objects.filter(post=post).select_related("channel")]
    may = do.actor.rights.may(Act.POST_SEE, brand=post.brand_id)
    seen = [one for one in channels if do.actor.rights.may(Act.POST_SEE, market=one.market_id, channel=one.pk)]
    if may or not seen:
        do.require(brand=post.brand_id)
    else:
        do.require(brand=post.brand_id, market=seen[0].market_id, channel=seen[0])
    do.record(post, after={"request": str(request_id), "pages": pages}, detail="record")
