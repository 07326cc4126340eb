"""Mailing notices: claimed by compare-and-set and committed, then handed over outside any transaction."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.utils import timezone, translation

from coe.notices.api import MAIL_DUE
from coe.notices.kinds import sentence
from coe.notices.letters import absolute, letter
from coe.notices.models import Notice
from coe.outbox.events import set_due, settled
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from coe.web.links import to

log = logging.getLogger(__name__)
BATCH = 200
RETRY = timedelta(minutes=2)


@global_task(Queue.MAIL, reason="finds organisations with notices to mail in the thin due table")
def sweep() -> None:
    for org_id in Due.objects.filter(kind=MAIL_DUE, not_before__lte=timezone.now()).values_list("org_id", flat=True):
        mail.delay(org_id=str(org_id))


@org_task(Queue.MAIL, own_transaction=True)
def mail(*, org_id: str) -> None:
    """Mails what waits in one organisation, oldest first. What a mail server refuses for now is tried again."""
    later = False
    for _ in range(BATCH):
        with inside(org_id):
            claimed = _claim()
        if claimed is None:
            break
        notice_id, message = claimed
        if message is None:
            continue
        try:
            message.send()
        except (OSError, SMTPException):
            log.exception("a notice could not be mailed")
            with inside(org_id):
                Notice.objects.filter(pk=notice_id).update(mailed_at=None)
            later = True
            break
    with inside(org_id):
        if later or _waiting().exists():
            set_due(MAIL_DUE, org=UUID(org_id), ref=UUID(org_id), at=timezone.now() + (RETRY if later else timedelta()))
        else:
            settled(MAIL_DUE, org=UUID(org_id), ref=UUID(org_id))


def _waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(by_mail=True, mailed_at__isnull=True)


def _claim() -> tuple[UUID, EmailMultiAlternatives | None] | None:
    """Takes the oldest waiting notice: (its id, its mail), the mail None when nobody is left to read it."""
    notice = (
        _waiting()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("member__user", "org")
        .order_by("created_at", "pk")
        .first()
    )
    if notice is None or not _waiting().filter(pk=notice.pk).update(mailed_at=timezone.now()):
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
