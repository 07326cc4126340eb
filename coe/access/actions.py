"""Handing out rights, and taking them back."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access import rules
from coe.access.action import Doing, action
from coe.access.acts import GRANTABLE, Act
from coe.access.grants import put_right_rows
from coe.access.models import AccessRequest, Grant, Role, Scope
from coe.access.reach import covered_by
from coe.access.scopes import Target, target
from coe.notices.api import tell
from coe.outbox.events import due, settled
from coe.tenancy.models import Member
from coe.web.joining import listed

DUE = "grant"


@action(Act.ACCESS_GRANT)
def grant(do: Doing, *, member_id: UUID, role_id: UUID, on: str, reason: str, until: datetime | None = None) -> Grant:
    """Grants a role. `on` is a Target.value; `until` an instant, None for no end. Errors name the field."""
    place = target(do.org_id, on)
    do.require(brand=place.place.brand, market=place.place.market, channel=place.place.channel)
    member = Member.objects.filter(pk=member_id, left_at__isnull=True).first()
    role = Role.objects.filter(pk=role_id).first()
    if member is None:
        raise ValidationError({"member": _("Choose a member of this organisation.")})
    if role is None:
        raise ValidationError({"role": _("Choose one of the roles listed.")})
    if member.pk == do.actor.member_id:
        raise ValidationError({"member": _("Nobody grants a role to themselves. Ask another administrator.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. It is shown to whoever asks later.")})
    if until and until <= timezone.now():
        raise ValidationError({"until": _("Choose a moment in the future.")})
    rules.may_hand_out(do.actor, role, place.place, until, scope=place.scope)
    made = _write(do, member, role, place, reason.strip(), until)
    put_right_rows(made)
    if until:
        due(DUE, org=do.org_id, ref=made.pk, at=until)
    _answer_open_requests(do, made)
    tell(
        do, [member.pk], "access.granted", subject_type="access.grant", subject_id=made.pk, url_name="my_rights",
        brand=place.place.brand, role=role.label, scope=place.name,
    )  # fmt: skip
    do.record(made, after=_facts(made), reason=made.reason, label=f"{role} → {member}")
    return made


def _write(do: Doing, member: Member, role: Role, place: Target, reason: str, until: datetime | None) -> Grant:
    try:
        with transaction.atomic():
            return Grant.objects.create(
                org_id=do.org_id,
                member=member,
                role=role,
                scope=place.scope,
                scope_id=place.id,
                scope_label=place.name[:120],
                reason=reason,
                granted_by_id=do.actor.member_id,
                expires_at=until,
            )
    except IntegrityError:
        raise ValidationError(
            {"role": _("%(name)s already holds this role there. End that grant first.") % {"name": member.name}}
        ) from None


def _facts(made: Grant) -> dict[str, object]:
    return {
        "member": made.member_id,
        "role": made.role_id,
        "acts": made.role.acts,
        "scope": made.scope,
        "on": made.scope_label,
        "until": made.expires_at,
    }


def _answer_open_requests(do: Doing, made: Grant) -> None:
    """Those of the member that the grant fulfils: for its place, or for one inside it."""
    asked = AccessRequest.objects.filter(member=made.member, act__in=made.role.acts, answered_at__isnull=True)
    asked.filter(covered_by(made).inside).update(answered_at=timezone.now(), answered_by_id=do.actor.member_id)


@action(Act.ACCESS_GRANT)
def end_grant(do: Doing, *, grant_id: UUID, reason: str = "") -> Grant:
    """Ends a grant now. Ending twice changes nothing."""
    held = Grant.objects.select_for_update(of=("self",)).filter(pk=grant_id).first()
    if held is None:
        raise ValidationError(_("There is no such grant."))
    place = target(do.org_id, f"{held.scope}:{held.scope_id}").place
    do.require(brand=place.brand, market=place.market, channel=place.channel)
    if held.ended_at:
        do.nothing()
        return held
    if Act.ACCESS_GRANT in held.role.acts and held.scope == Scope.ORGANISATION:
        rules.keep_an_administrator(do.org_id, without_grant=held.pk)
    _end(held, do.actor.member_id)
    do.record(held, before=_facts(held), reason=reason, label=f"{held.role} → {held.member}", detail="ended")
    return held


def _end(held: Grant, by: UUID | None) -> None:
    held.ended_at, held.ended_by_id = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    put_right_rows(held)
    settled(DUE, org=held.org_id, ref=held.pk)


def end_all_grants(do: Doing, member: Member) -> int:
    """Ends every grant of somebody who leaves; for actions of other packages, which record it themselves."""
    held = list(Grant.objects.filter(member=member, ended_at__isnull=True).order_by("pk"))
    for one in held:
        _end(one, do.actor.member_id)
    return len(held)


@action(Act.SYSTEM_EXPIRE)
def expire_grants(do: Doing) -> int:
    """Removes the rights of grants whose time is over. They gave nothing any more; this tidies and records."""
    do.require()
    over = list(
        Grant.objects.filter(ended_at__isnull=True, expires_at__lte=timezone.now()).select_related("role", "member")
    )
    for one in over:
        _end(one, None)
        place = target(do.org_id, f"{one.scope}:{one.scope_id}").place
        do.record(one, before=_facts(one), label=f"{one.role} → {one.member}", detail="expired", brand=place.brand)
    if not over:
        do.nothing()
    return len(over)


@action(Act.ROLE_WRITE)
def write_role(do: Doing, *, name: str, about: str, acts: list[str], role_id: UUID | None = None) -> Role:
    """Makes or changes a custom role. Changing it changes what everybody who holds it may do, at once."""
    do.require()
    role = Role.objects.select_for_update().filter(pk=role_id).first() if role_id else Role(org_id=do.org_id)
    if role is None:
        raise ValidationError(_("There is no such role."))
    if role.key:
        raise ValidationError(_("Default roles stay as they are. Make a role of your own beside them."))
    wanted = sorted(set(acts))
    if not wanted:
        raise ValidationError({"acts": _("Choose at least one act.")})
    foreign = [act for act in wanted if act not in set(GRANTABLE) or not do.actor.rights.may(act)]
    if foreign:
        labels = [str(Act(act).label) if act in set(Act) else act for act in foreign]
        raise ValidationError({"acts": _("You do not hold these yourself: %(acts)s.") % {"acts": listed(labels)}})
    before = {"name": role.name, "acts": role.acts} if role_id else {}
    role.name, role.about, role.acts = name.strip(), about.strip(), wanted
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError:
        raise ValidationError({"name": _("There is already a role of this name.")}) from None
    for held in Grant.objects.filter(role=role, ended_at__isnull=True).order_by("pk"):
        put_right_rows(held)
    if role_id:
        rules.keep_an_administrator(do.org_id)
    do.record(role, before=before, after={"name": role.name, "acts": role.acts})
    return role


@action(Act.SELF_ACCOUNT)
def ask_for(do: Doing, *, act: str, on: str = "", note: str = "") -> AccessRequest:
    """Asks those who can grant an act for it. Asking twice keeps the first request."""
    do.require()
    wanted = Act(act) if act in set(GRANTABLE) else None
    if wanted is None:
        raise ValidationError({"act": _("This cannot be granted.")})
    me = do.actor.member_id
    if me is None:
        raise ValidationError(_("Only a member asks for a right."))
    place = target(do.org_id, on or f"{Scope.ORGANISATION}:{do.org_id}")
    asked, new = AccessRequest.objects.get_or_create(
        org_id=do.org_id, member_id=me, act=wanted.value, scope=place.scope, scope_id=place.id,
        answered_at=None, defaults={"note": note[:300], "scope_label": place.name[:120]},
    )  # fmt: skip
    if not new:
        do.nothing()
        return asked
    from coe.access.selectors import holders

    tell(
        do, [holder.pk for holder in holders(Act.ACCESS_GRANT, place.place)], "access.asked",
        subject_type="access.accessrequest", subject_id=asked.pk, url_name="access_requests",
        brand=place.place.brand, name=do.actor.label, act=wanted.value,
    )  # fmt: skip
    after = {"act": wanted.value, "on": place.name}
    do.record(asked, after=after, reason=note, label=wanted.value, brand=place.place.brand, detail="asked")
    return asked


@action(Act.ACCESS_GRANT)
def decline(do: Doing, *, request_id: UUID) -> AccessRequest:
    """Answers a request with no."""
    asked = AccessRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise ValidationError(_("There is no such request."))
    place = target(do.org_id, f"{asked.scope}:{asked.scope_id}").place
    do.require(brand=place.brand, market=place.market, channel=place.channel)
    changed = AccessRequest.objects.filter(pk=asked.pk, answered_at__isnull=True).update(
        answered_at=timezone.now(), answered_by_id=do.actor.member_id
    )
    if not changed:
        do.nothing()
        return asked
    tell(
        do, [asked.member_id], "access.declined", subject_type="access.accessrequest", subject_id=asked.pk,
        brand=place.brand, url_name="my_rights", act=asked.act,
    )  # fmt: skip
    do.record(asked, label=asked.act, detail="declined")
    return asked
