"""Choices made while beginning; sample content, asked for and removed."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.utils.translation import gettext as _

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.access.rights import Denied
from coe.accounts.models import User
from coe.onboarding.models import Choice, Sample
from coe.onboarding.samples import parts, tidies
from coe.onboarding.states import State
from coe.states import move
from coe.tenancy.models import Brand, Member


@action(Act.SELF_ACCOUNT)
def hide(do: Doing) -> None:
    """Puts the first steps away, for this person."""
    do.require()
    _choose(do, Choice.Key.HIDDEN, own=True)


@action(Act.SELF_ACCOUNT)
def show(do: Doing) -> None:
    """Brings the first steps back."""
    do.require()
    held = Choice.objects.filter(member=_member(do), key=Choice.Key.HIDDEN).first()
    if held is None:
        do.nothing()
        return
    do.record(held, label=_("First steps"), before={"hidden": True}, after={"hidden": False})
    held.delete()


@action(Act.ORG_MANAGE)
def work_alone(do: Doing) -> None:
    """Nobody is invited for now. Posts still need a second person to approve them."""
    do.require()
    _choose(do, Choice.Key.ALONE, own=False)


def _member(do: Doing) -> Member:
    member = do.actor.member_id
    if member is None:
        raise Denied(do.act)
    return Member.objects.get(pk=member)


def _choose(do: Doing, key: Choice.Key, *, own: bool) -> None:
    member = _member(do) if own else None
    made, new = Choice.objects.get_or_create(org_id=do.org_id, member=member, key=key)
    if not new:
        do.nothing()
        return
    do.record(made, label=_("First steps"), after={"choice": key.value})


@action(Act.ORG_MANAGE)
def ask_sample(do: Doing, *, language: str) -> Sample:
    """Has sample content made in the background. Raises ValidationError where there is one already."""
    from coe.onboarding.tasks import make_sample

    do.require()
    if Sample.objects.exists():
        raise ValidationError(_("The sample content is here already."))
    made = Sample.objects.create(org_id=do.org_id, language=language, total=len(parts()), asked_by=_member(do))
    do.record(made, label=_("Sample content"), after={"language": language}, detail="asked")
    org = str(do.org_id)
    transaction.on_commit(lambda: make_sample.delay(org_id=org), robust=True)
    return made


@action(Act.SYSTEM_MAINTAIN)
def sample_made(do: Doing) -> None:
    do.require()
    made = Sample.objects.select_for_update(of=("self",)).get()
    move(made, State.READY)
    brands = [str(pk) for pk in Brand.objects.filter(sample=True).values_list("pk", flat=True)]
    do.record(made, label=_("Sample content"), after={"brands": brands}, detail="made")


@action(Act.SYSTEM_MAINTAIN)
def sample_failed(do: Doing, *, problem: str) -> None:
    """Takes back what was made, and keeps the row that says so."""
    do.require()
    made = Sample.objects.select_for_update(of=("self",)).get()
    gone = _clear(do)
    move(made, State.FAILED)
    do.record(made, label=_("Sample content"), after={"removed": gone, "problem": problem}, detail="failed")


@action(Act.ORG_MANAGE)
def remove_sample(do: Doing) -> int:
    """Removes everything that hangs on sample brands. The audit stays. Raises ValidationError while it is being made,
    and when something real uses a part of it."""
    do.require()
    made = Sample.objects.select_for_update(of=("self",)).first()
    if made is None:
        do.nothing()
        return 0
    if made.state == State.ASKED:
        raise ValidationError(_("The sample content is still being made. Try again in a moment."))
    gone = _clear(do)
    do.record(made, label=_("Sample content"), before={"rows": gone}, after={"rows": 0}, detail="removed")
    made.delete()
    return gone


def _clear(do: Doing) -> int:
    """How many rows went. The database does it: tables that are written once give rows up for nobody else."""
    brands = list(Brand.objects.filter(sample=True).values_list("pk", flat=True))
    users = list(Member.objects.filter(sample=True).values_list("user_id", flat=True))
    afterwards = [function(do.org_id, brands) for function in tidies()]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT onboarding_remove_sample()")
            gone = int(cursor.fetchone()[0])
    except (IntegrityError, InternalError) as error:
        raise ValidationError(
            _("Something of your own uses a part of the sample: %(what)s. Change that first, then remove the sample.")
            % {"what": getattr(getattr(error.__cause__, "diag", None), "table_name", "") or "?"}
        ) from None
    User.objects.filter(pk__in=users).delete()
    for function in afterwards:
        transaction.on_commit(function, robust=True)
    return gone
