"""Account mails: written down with the request, sent by the mail worker, tried again until they are out or too old.

A request that leads to a mail and one that does not must take the same time, or a stranger could tell from it whose
e-mail is known here. So nothing is rendered and no mail server is asked while they wait; and where there is nobody to
write to, an equal row is written that the worker throws away.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from coe.accounts.models import AccountMail
from coe.notices.letters import letter
from coe.tenancy.secrets import Unreadable, seal, unseal

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
TOO_OLD = timedelta(hours=24)
"""Links and codes in these mails are worth nothing any more by then."""
NOBODY = ""


def post(name: str, *, to: str, language: str, said: dict[str, Any]) -> None:
    """Has the mail `name` sent once this transaction committed. What is said may hold links that open a login."""
    from coe.accounts.tasks import account_mail

    key = uuid4()
    sealed = seal({"to": to, "said": said}, org=key, row=key, column="sealed")
    AccountMail.objects.create(pk=key, letter=name, language=language, sealed=sealed, not_before=timezone.now())
    # A lambda: when it fails, Django says which function that was, and a partial has no name to say.
    transaction.on_commit(lambda: account_mail.delay(mail_id=str(key)), robust=True)


def post_nothing(*, to: str, language: str) -> None:
    """The same work for somebody nobody knows."""
    post(NOBODY, to=to, language=language, said={"password_reset_url": "x" * 90})


def send(mail_id: UUID) -> None:
    """Sends one; claimed and committed first, so that two workers do not send it both. Never raises for a mail server
    that is away: the sweep comes back."""
    with transaction.atomic():
        rows = AccountMail.objects.select_for_update(skip_locked=True)
        row = rows.filter(pk=mail_id, not_before__lte=timezone.now()).first()
        if row is None:
            return
        if row.letter == NOBODY or row.created_at < timezone.now() - TOO_OLD:
            row.delete()
            return
        row.not_before = timezone.now() + LEASE
        row.save(update_fields=["not_before"])
    try:
        held = unseal(row.sealed, org=row.pk, row=row.pk, column="sealed")
    except Unreadable:
        log.exception("an account mail cannot be opened")
        row.delete()
        return
    try:
        letter(row.letter, to=held["to"], language=row.language, **held["said"]).send()
    except (OSError, SMTPException):
        log.exception("an account mail could not be sent; it is tried again")
        return
    row.delete()


def waiting() -> list[UUID]:
    """What a worker should look at now."""
    rows = AccountMail.objects.filter(not_before__lte=timezone.now() - timedelta(seconds=20))
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:500])
