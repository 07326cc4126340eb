"""What other packages use of notices: `tell`, and `register` for their kinds."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from coe.notices.kinds import kind as kind_of
from coe.notices.kinds import register
from coe.notices.models import Notice, Preference
from coe.outbox.events import due
from coe.tenancy.models import Member, Organisation
from coe.web.links import to

if TYPE_CHECKING:
    from coe.access.action import Doing

__all__ = ["MAIL_DUE", "register", "tell"]

MAIL_DUE = "notices"


def tell(
    do_or_org: "Doing | UUID",
    members: Iterable[UUID | Member],
    kind: str,
    *,
    subject_type: str,
    subject_id: object,
    url_name: str,
    url_args: Sequence[object] = (),
    **params: Any,
) -> int:
    """Writes a notice to each member in the caller's transaction, and mails those who want it once it committed.

    `members` are members or their ids; whoever has left is skipped. `params` are ids and short labels for the
    kind's text. Returns how many were told.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("tell() belongs in the transaction of what it tells of")
    org_id: UUID = do_or_org if isinstance(do_or_org, UUID) else do_or_org.org_id
    known = kind_of(kind)
    params = {key: value if isinstance(value, int | float | bool) else str(value) for key, value in params.items()}
    known.say(params)  # A missing parameter is found where the notice is written, not where it is read.
    wanted = {str(getattr(member, "pk", member)) for member in members}
    here = Member.objects.filter(org_id=org_id, pk__in=wanted, left_at__isnull=True)
    present = list(here.order_by("pk").values_list("pk", flat=True))
    if not present:
        return 0
    chosen = {
        one.member_id: (one.in_app, one.mail)
        for one in Preference.objects.filter(org_id=org_id, member_id__in=present, kind=kind)
    }
    url = to(Organisation.objects.only("slug").get(pk=org_id), url_name, *url_args)
    notices = [
        Notice(
            org_id=org_id,
            member_id=member,
            kind=kind,
            subject_type=subject_type,
            subject_id=str(subject_id),
            url=url,
            params=params,
            shown=shown,
            by_mail=by_mail,
        )
        for member in present
        for shown, by_mail in [chosen.get(member, (known.in_app, known.mail))]
        if shown or by_mail
    ]
    Notice.objects.bulk_create(notices)
    if any(notice.by_mail for notice in notices):
        _mail_soon(org_id)
    return len(notices)


def _mail_soon(org_id: UUID) -> None:
    from coe.notices.tasks import mail

    due(MAIL_DUE, org=org_id, ref=org_id)
    transaction.on_commit(lambda: mail.delay(org_id=str(org_id)), robust=True)
