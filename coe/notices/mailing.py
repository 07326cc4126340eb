"""Which notices are to be mailed, and making their mails."""

from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.utils import timezone, translation

from coe.notices.kinds import sentence
from coe.notices.letters import absolute, letter
from coe.notices.models import Notice
from coe.web.links import to


def waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(by_mail=True, mailed_at__isnull=True)


def claim() -> tuple[UUID, EmailMultiAlternatives | None] | None:
    """Takes the oldest waiting notice: (its id, its mail), the mail None when nobody is left to read it.

    The compare-and-set on `mailed_at` is what makes a mail go out once, whoever else is at work.
    """
    notice = (
        waiting()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("member__user", "org")
        .order_by("created_at", "pk")
        .first()
    )
    if notice is None or not waiting().filter(pk=notice.pk).update(mailed_at=timezone.now()):
        return None
    user = notice.member.user
    if notice.member.left_at or not user.is_active:
        return notice.pk, None
    with translation.override(user.language):
        text = sentence(notice.kind, notice.params)
    return notice.pk, letter(
        "notice",
        to=user.email,
        language=user.language,
        text=text,
        organisation=notice.org.name,
        url=absolute(notice.url),
        unsubscribe_url=absolute(f"{to(notice.org, 'profile')}#notices"),
    )


def put_back(notice_id: UUID) -> None:
    """The mail server refused: the notice waits again."""
    Notice.objects.filter(pk=notice_id).update(mailed_at=None)
