"""Which notices are to be mailed, and making their mails.

The house's rule for what leaves it: claim and commit, hand over outside any transaction, then say what became of it.
A mail is never sent twice. When it is not known whether the server took it (a worker died, the answer was lost), it
is not sent again: it is marked so, and the notice stands in the app, whatever its member chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from coe.notices.composing import digest_mail, notice_mail
from coe.notices.models import Mailed, Notice

LEASE = timedelta(minutes=10)
"""A claim that is older, without a word of what became of it, belongs to a worker that died."""
TRIES = 10
"""How often the server is offered a mail it does not take for now: over some 17 hours, with growing gaps."""
GAP = timedelta(minutes=2)
AT_ONCE = 200
GATHER = 3
"""More than so many waiting at the same time come as one mail."""


@dataclass(frozen=True)
class Claim:
    ids: Sequence[UUID]
    mail: EmailMultiAlternatives | None
    """None when nobody is left to read it."""


def waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(by_mail=True, mailed_at__isnull=True)


def claimed() -> QuerySet[Notice]:
    """Between claim and outcome."""
    return Notice.objects.filter(by_mail=True, mailed_at__isnull=False, mailed="")


def claim() -> Claim | None:
    """Takes what is due first: one notice, or everything a member gets together.

    The compare-and-set on `mailed_at` is what makes a mail go out once, whoever else is at work.
    """
    head = _locked(waiting().filter(mail_after__lte=timezone.now())).first()
    if head is None:
        return None
    notices = [head]
    if head.digest or _many(head):
        rows = waiting().filter(member_id=head.member_id, mail_after__lte=timezone.now(), digest=head.digest)
        notices = list(_locked(rows)[:AT_ONCE])
    ids = [notice.pk for notice in notices]
    if waiting().filter(pk__in=ids).update(mailed_at=timezone.now()) != len(ids):
        raise RuntimeError("locked rows were claimed by somebody else")
    user = head.member.user
    unread = [notice for notice in notices if notice.read_at is None]
    if head.member.left_at or not user.is_active or not unread:
        return Claim(ids, None)
    settle([notice.pk for notice in notices if notice.read_at], Mailed.SKIPPED)
    ids = [notice.pk for notice in unread]
    if head.digest or len(unread) > 1:
        return Claim(ids, digest_mail(unread, is_digest=head.digest))
    return Claim(ids, notice_mail(unread[0]))


def _locked(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return (
        rows.select_for_update(skip_locked=True, of=("self",))
        .select_related("member__user", "org", "brand")
        .order_by("mail_after", "created_at", "pk")
    )


def _many(head: Notice) -> bool:
    """Whether so much waited (over quiet hours, say) that it comes together."""
    rows = waiting().filter(member_id=head.member_id, mail_after__lte=timezone.now(), digest=False)
    return rows.count() > GATHER


def settle(ids: Sequence[UUID], outcome: Mailed) -> None:
    """Writes down what became of a claim."""
    rows = Notice.objects.filter(pk__in=ids, mailed="")
    if outcome in (Mailed.UNKNOWN, Mailed.REFUSED):
        rows.update(mailed=outcome, shown=True)
    else:
        rows.update(mailed=outcome)


def put_back(ids: Sequence[UUID]) -> None:
    """Nothing left this machine, or the server takes nothing now: the notices wait again."""
    Notice.objects.filter(pk__in=ids, mailed="").update(mailed_at=None)


def put_off(ids: Sequence[UUID]) -> bool:
    """The server did not take this mail for now: it waits, longer each time. False when that was the last try.

    A mail may gather notices; those that were tried often enough are given up, younger ones go on.
    """
    Notice.objects.filter(pk__in=ids).update(mail_tries=F("mail_tries") + 1)
    rows = list(Notice.objects.filter(pk__in=ids).values_list("pk", "mail_tries"))
    young = {pk: tries for pk, tries in rows if tries < TRIES}
    settle([pk for pk in ids if pk not in young], Mailed.REFUSED)
    if not young:
        return False
    after = timezone.now() + GAP * 2 ** (max(young.values()) - 1)
    Notice.objects.filter(pk__in=young, mailed="").update(mailed_at=None, mail_after=after)
    return True


def give_up_lost() -> int:
    """Claims of workers that died; how many."""
    lost = claimed().filter(mailed_at__lt=timezone.now() - LEASE)
    return lost.update(mailed=Mailed.UNKNOWN, shown=True)


def next_look() -> datetime | None:
    """When there is something to do next."""
    due = waiting().aggregate(at=Min("mail_after"))["at"]
    held = claimed().aggregate(at=Min("mailed_at"))["at"]
    moments = [moment for moment in (due, held + LEASE if held else None) if moment]
    return min(moments, default=None)
