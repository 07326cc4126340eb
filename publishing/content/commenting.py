"""Saying something about a post, in approval or not."""

from uuid import UUID

from django.http import Http404

from coe.access.api import Act, Doing, Place, action, rights_of
from coe.notices.api import tell
from coe.tenancy.models import Member
from governance import api as governance
from publishing.content.draft import shown_versions
from publishing.content.models import Post, Version
from publishing.content.selectors import visible
from publishing.content.writing import SUBJECT


@action(Act.POST_SEE)
def comment(do: Doing, *, post_id: UUID, text: str) -> None:
    """A word about a post; everybody who sees it may say one. Raises ValidationError when there is none."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise Http404
    place = _where(do, post)
    do.require(brand=place.brand, market=place.market, channel=place.channel)
    row = governance.remark(do, subject_type=SUBJECT, subject_id=post.pk, text=text)
    do.record(post, after={"comment": str(row.pk)}, detail="commented")
    heard = governance.listeners(row, _authors_who_see(post), place)
    tell(
        do,
        heard,
        "approval.comment",
        subject_type=SUBJECT,
        subject_id=post.pk,
        url_name="post",
        url_args=(post.pk,),
        brand=post.brand_id,
        by=do.actor.label,
        post=str(post),
        comment=row.pk,
    )


def _authors_who_see(post: Post) -> set[UUID]:
    """Rights end and people leave; whoever does not see the post any more does not hear of it."""
    authors = Member.objects.filter(pk__in={post.author_id, *post.authors}, left_at__isnull=True)
    return {one.pk for one in authors if visible(rights_of(one)).filter(pk=post.pk).exists()}


def _where(do: Doing, post: Post) -> Place:
    """The place through which the member sees the post: its brand, or one of its channels."""
    shown = shown_versions(list(Version.objects.filter(post=post).select_related("channel")))
    channels = [version.channel for version in shown]
    places = [Place(post.brand_id), *(Place(post.brand_id, one.market_id, one.pk) for one in channels)]
    return next((place for place in places if do.actor.may(Act.POST_SEE, place)), places[0])
