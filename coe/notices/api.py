"""What other packages use of notices: `tell`, and `register` for their kinds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from coe.notices.kinds import Kind, Letter, Picture, register
from coe.notices.kinds import kind as kind_of
from coe.notices.models import Notice, Preference
from coe.notices.pulse import changed
from coe.notices.timing import due_at, rhythms
from coe.outbox.events import due
from coe.tenancy.models import Member, Organisation
from coe.web.links import to

if TYPE_CHECKING:
    from coe.access.action import Doing

__all__ = ["MAIL_DUE", "Letter", "Picture", "Said", "listen", "register", "tell"]

MAIL_DUE = "notices"


@dataclass(frozen=True)
class Said:
    """What was told, as those hear it who pass it on: group chats."""

    org: Organisation
    kind: Kind
    subject_id: str
    url: str
    params: dict[str, Any]
    brand: UUID | None


_LISTENERS: list[Callable[[Said], None]] = []


def listen(listener: Callable[[Said], None]) -> None:
    """Calls LISTENER in the transaction of each `tell`, once whoever the members are. From `AppConfig.ready`."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(
    do_or_org: "Doing | UUID",
    members: Iterable[UUID | Member],
    kind: str,
    *,
    subject_type: str,
    subject_id: object,
    url_name: str,
    url_args: Sequence[object] = (),
    brand: UUID | None = None,
    **params: Any,
) -> int:
    """Writes a notice to each member in the caller's transaction, and mails those who want it when they want it.

    `members` are members or their ids; whoever has left is skipped. `params` are ids and short labels for the
    kind's text. `brand` is what it is about, for digests and group chats. Returns how many were told.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("tell() belongs in the transaction of what it tells of")
    org_id: UUID = do_or_org if isinstance(do_or_org, UUID) else do_or_org.org_id
    known = kind_of(kind)
    params = {key: value if isinstance(value, int | float | bool) else str(value) for key, value in params.items()}
    known.say(params)  # A missing parameter is found where the notice is written, not where it is read.
    org = Organisation.objects.get(pk=org_id)
    url = to(org, url_name, *url_args)
    for listener in _LISTENERS:
        listener(Said(org, known, str(subject_id), url, params, brand))
    wanted = {str(getattr(member, "pk", member)) for member in members}
    here = Member.objects.filter(org_id=org_id, pk__in=wanted, left_at__isnull=True)
    present = list(here.order_by("pk").values_list("pk", flat=True))
    if not present:
        return 0
    common = {
        "org_id": org_id, "kind": kind, "subject_type": subject_type, "subject_id": str(subject_id), "url": url,
        "params": params, "brand_id": brand, "by_name": _who(do_or_org),
    }  # fmt: skip
    notices = list(_made(org, known, present, common))
    Notice.objects.bulk_create(notices)
    changed(*(notice.member_id for notice in notices if notice.shown))
    moments = [notice.mail_after for notice in notices if notice.mail_after]
    if moments:
        _mail_soon(org_id, min(moments))
    return len(notices)


def _who(do_or_org: "Doing | UUID") -> str:
    if isinstance(do_or_org, UUID) or do_or_org.actor.kind != "member":
        return ""
    return do_or_org.actor.label[:80]


def _made(org: Organisation, known: Kind, members: list[UUID], common: dict[str, Any]) -> Iterable[Notice]:
    """The notices of those who want this kind at all."""
    now = timezone.now()
    chosen = {
        one.member_id: (one.in_app, one.mail, one.digest)
        for one in Preference.objects.filter(org_id=org.pk, member_id__in=members, kind=known.code)
    }
    wishes = {member: chosen.get(member, (known.in_app, known.mail, known.digest)) for member in members}
    mailed = rhythms(org, [member for member, wish in wishes.items() if wish[1]])
    for member, (shown, by_mail, digest) in wishes.items():
        after = due_at(now, kind=known, digest=digest, rhythm=mailed[member]) if by_mail else None
        if shown or after:
            yield Notice(
                **common, member_id=member, shown=shown, by_mail=after is not None, digest=digest, mail_after=after
            )


def _mail_soon(org_id: UUID, at: Any) -> None:
    from coe.notices.tasks import mail

    due(MAIL_DUE, org=org_id, ref=org_id, at=at)
    if at <= timezone.now():
        transaction.on_commit(lambda: mail.delay(org_id=str(org_id)), robust=True)
