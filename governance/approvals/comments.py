"""Words beside a subject, at any time: those said while it is in approval show on both pages. Plain functions."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coe.access.api import Act, Denied, Doing, Place, holders, rights_of
from coe.tenancy.models import Member
from governance.approvals.models import Comment, Decision
from governance.approvals.selectors import brands_of


def remark(do: Doing, *, subject_type: str, subject_id: UUID, text: str) -> Comment:
    """Keeps what somebody said; the caller asked the policy and records it. Raises ValidationError when it is empty."""
    if do.actor.member_id is None:
        raise Denied(do.act)
    if not text.strip():
        raise ValidationError({"text": _("Write a comment first.")})
    return Comment.objects.create(
        org_id=do.org_id,
        subject_type=subject_type,
        subject_id=subject_id,
        member_id=do.actor.member_id,
        text=text.strip(),
    )


def comments_on(subject_id: UUID) -> list[Comment]:
    """Everything that was said about a subject, the oldest first."""
    return list(Comment.objects.filter(subject_id=subject_id).select_related("member"))


def listeners(comment: Comment, authors: Iterable[UUID], place: Place) -> set[UUID]:
    """Who hears of a comment: the authors, whoever took part, and whoever is named with an @, if they may see it."""
    took_part = set(Comment.objects.filter(subject_id=comment.subject_id).values_list("member", flat=True))
    decided = Decision.objects.filter(request__subject_id=comment.subject_id)
    took_part |= set(decided.values_list("decided_by", flat=True))
    present = list(holders(Act.POST_SEE, place))
    heard = ({member.pk for member in present} & took_part) | mentioned(comment.text, present)
    heard |= still_there(authors, place)
    return heard - {comment.member_id}


def still_there(authors: Iterable[UUID], place: Place) -> set[UUID]:
    """Those of the authors who still see posts of the brand, be it on one channel."""
    if place.brand is None:
        return set()
    people = Member.objects.filter(pk__in=set(authors), left_at__isnull=True)
    return {one.pk for one in people if brands_of(rights_of(one)).filter(pk=place.brand).exists()}


def mentioned(text: str, people: Iterable[Member]) -> set[UUID]:
    """People named as “@Full Name”, or by a first name that only one of them has."""
    said = text.casefold()
    if "@" not in said:
        return set()
    people = list(people)
    first = [member.name.split()[0].casefold() for member in people if member.name.strip()]
    names = {member.pk: {member.name.casefold()} for member in people if member.name.strip()}
    for member in people:
        short = member.name.split()[0].casefold() if member.name.strip() else ""
        if short and first.count(short) == 1:
            names[member.pk].add(short)
    return {pk for pk, known in names.items() if any(re.search(rf"@{re.escape(name)}(?!\w)", said) for name in known)}
