"""Reading memberships, invitations and sessions, ready for the page."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, F, QuerySet, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.acts import Act
from coe.access.models import Role
from coe.access.naming import named_by_key
from coe.access.rights import Rights
from coe.access.rules import may_hand_out
from coe.access.scopes import Target, targets
from coe.accounts.devices import device
from coe.accounts.models import Export, Invitation, InvitationKey, SignIn, User
from coe.accounts.policy import day_words
from coe.accounts.states import How, State
from coe.accounts.tokens import fingerprint
from coe.notices.models import Notice
from coe.tenancy.context import inside
from coe.tenancy.models import Member, Organisation, Partner
from coe.web.joining import listed
from coe.web.sorting import by_name

PER_PAGE = 50


@dataclass(frozen=True)
class Membership:
    org_id: UUID
    member_id: UUID
    slug: str
    name: str
    member_name: str
    seen_at: datetime | None
    news: int = 0
    """Notices not read yet; counted by `with_news`."""


def memberships(user: User) -> list[Membership]:
    """The organisations a person belongs to, last visited first."""
    with inside(None, user=user.pk):
        rows = list(
            Member.objects.filter(user=user, left_at__isnull=True).values_list("org_id", "pk", "name", "last_seen_at")
        )
    organisations = Organisation.objects.in_bulk([org_id for org_id, *_rest in rows])
    found = [
        Membership(org_id, member_id, organisations[org_id].slug, organisations[org_id].name, name, seen)
        for org_id, member_id, name, seen in rows
    ]
    return sorted(found, key=lambda one: (-(one.seen_at.timestamp() if one.seen_at else 0), one.name))


def zone_used_last(user: User, slug: str) -> str:
    """The zone of the organisation with this slug; else of the one visited last; UTC without any."""
    zone = Organisation.objects.filter(slug=slug).values_list("zone", flat=True).first() if slug else None
    if zone is None:
        with inside(None, user=user.pk):
            mine = Member.objects.filter(user=user, left_at__isnull=True)
            recent = mine.order_by(F("last_seen_at").desc(nulls_last=True), "joined_at")
            zone = recent.values_list("org__zone", flat=True).first()
    return zone or "UTC"


def with_news(found: list[Membership]) -> list[Membership]:
    """The same with what is new in each: one small query per organisation, for the few a person has."""
    return [replace(one, news=_news(one)) for one in found[:20]] + found[20:]


def _news(one: Membership) -> int:
    with inside(one.org_id):
        return Notice.objects.filter(member_id=one.member_id, read_at__isnull=True, shown=True).count()


# ── invitations ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Offer:
    """What an invitation says: who asks, where to, and what one will be able to do."""

    organisation: str
    inviter: str
    inviter_title: str
    name: str
    email: str
    role: str
    about: str
    where: str
    acts: list[str]
    until: datetime | None
    expires_at: datetime
    groups: list[tuple[str, list[str]]]
    """The same acts by what they are about: (“Posts”, [“see posts”, “draft posts”])."""
    sentence: str
    """All of it in one breath: “You will be able to see posts, draft posts … for Harbour until 3 March 2027.”"""
    zone: str


def offer(held: Invitation) -> Offer:
    """In the active language. `where` is empty when the role holds everywhere."""
    role = held.role
    groups = [(str(name), [str(act.label) for act in acts]) for name, acts in role.act_groups] if role else []
    acts = [act for _name, some in groups for act in some]
    where = "" if held.on.startswith("organisation:") else held.place
    return Offer(
        organisation=held.org.name,
        inviter=held.invited_by.name,
        inviter_title=held.invited_by.title,
        name=held.name,
        email=held.email,
        role=role.label if role else "",
        about=role.purpose if role else "",
        where=where,
        acts=acts,
        until=held.until,
        expires_at=held.expires_at,
        groups=groups,
        sentence=_in_words(acts, where or held.org.name, held.until, held.org.zone),
        zone=held.org.zone,
    )


def _in_words(acts: list[str], where: str, until: datetime | None, zone: str) -> str:
    if not acts:
        return ""
    said = {"acts": listed(acts), "where": where}
    if until is None:
        return _("You will be able to %(acts)s: for %(where)s, without an end date.") % said
    said["day"] = day_words(until.astimezone(ZoneInfo(zone)).date())
    return _("You will be able to %(acts)s: for %(where)s, until %(day)s.") % said


def by_token(given: str) -> Invitation | None:
    """The invitation a link names, read without signing in; None when there is none."""
    key = InvitationKey.objects.filter(token_hash=fingerprint(given)).first()
    if key is None:
        return None
    with inside(key.org_id):
        rows = named_by_key(Invitation.objects.select_related("org", "invited_by", "role"))
        return rows.filter(token_hash=key.token_hash).first()


@dataclass(frozen=True)
class Invited:
    id: UUID
    name: str
    email: str
    role: str
    on: str
    inviter: str
    state: str
    state_label: str
    at: datetime
    expires_at: datetime
    open: bool
    mailed: bool


def invitations(org: Organisation, rights: Rights) -> QuerySet[Invitation]:
    """Invitations to places where this member may invite: everywhere, or a brand and its channels."""
    rows = named_by_key(Invitation.objects.select_related("role", "invited_by"))
    if rights.may(Act.MEMBER_INVITE):
        return rows
    return rows.filter(on__in=[one.value for one in targets(org.pk) if rights.allows(Act.MEMBER_INVITE, one.place)])


def invitations_page(org: Organisation, rights: Rights, number: Any) -> Any:
    """A page of `Invited`: open ones first, each part newest first."""
    closed = Case(When(state=State.OPEN, then=0), default=1)
    page: Any = Paginator(invitations(org, rights).order_by(closed, "-created_at", "pk"), PER_PAGE).get_page(number)
    page.object_list = [as_invited(one) for one in page.object_list]
    return page


def as_invited(one: Invitation) -> Invited:
    return Invited(
        id=one.pk, name=one.name, email=one.email, role=one.role.label if one.role else "", on=one.place,
        inviter=one.invited_by.name, state=one.state, state_label=str(State(one.state).label), at=one.created_at,
        expires_at=one.expires_at, open=one.state == State.OPEN, mailed=one.mailed_at is not None,
    )  # fmt: skip


def invitation_or_404(org: Organisation, rights: Rights, invitation_id: UUID) -> Invitation:
    found = invitations(org, rights).filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Choices:
    """What an invite form offers this member."""

    places: list[Target]
    roles: list[Role]
    partners: list[Partner]
    role_optional: bool


def invite_choices(actor: Any) -> Choices:
    """Places where the member may invite, and roles they could hand out at one of them at least."""
    places = [one for one in targets(actor.org_id) if actor.rights.allows(Act.MEMBER_INVITE, one.place)]
    roles = [role for role in Role.objects.all() if any(_could_give(actor, role, one) for one in places)]
    return Choices(
        places=places,
        roles=sorted(roles, key=lambda role: (not role.key, role.label)),
        partners=list(Partner.objects.order_by(by_name("name"), "pk")),
        role_optional=actor.rights.may(Act.MEMBER_INVITE),
    )


def _could_give(actor: Any, role: Role, place: Target) -> bool:
    if not actor.rights.allows(Act.ACCESS_GRANT, place.place):
        return False
    try:
        may_hand_out(actor, role, place.place, None, scope=place.scope)
    except ValidationError as error:
        return "until" in error.message_dict  # It could be given for a time.
    return True


def removable_or_404(member_id: UUID) -> Member:
    member = Member.objects.filter(pk=member_id, left_at__isnull=True).first()
    if member is None:
        raise Http404
    return member


def user_id_or_404(member_id: UUID) -> int:
    """The login behind a member of this organisation."""
    found: int | None = Member.objects.filter(pk=member_id).values_list("user_id", flat=True).first()
    if found is None:
        raise Http404
    return found


# ── sessions ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Session:
    id: int
    device: str
    ip: str
    began: datetime
    seen: datetime
    current: bool


def sessions(user: User, *, current_key: str) -> list[Session]:
    """Where a person is signed in: this place first, then the last used."""
    rows = UserSession.objects.purge_and_list(user)
    found = [
        Session(
            row.pk, device(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == current_key
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.current, -one.seen.timestamp()))


def session_or_404(user: User, session_id: int) -> UserSession:
    row = UserSession.objects.filter(user=user, pk=session_id).first()
    if row is None:
        raise Http404
    return row


def invited() -> int:
    """How many invitations wait for an answer."""
    return Invitation.objects.filter(state=State.OPEN).count()


@dataclass(frozen=True)
class PastSignIn:
    at: datetime
    device: str
    ip: str
    how: str


def history(user: User) -> list[PastSignIn]:
    """The last hundred times a person signed in, newest first."""
    rows = SignIn.objects.filter(user=user)[:100]
    return [PastSignIn(row.at, device(row.agent), row.ip or "", str(How(row.how).label)) for row in rows]


# ── copies of one's data ────────────────────────────────────────────────────────────────────────


def exports(user: User) -> list[Export]:
    return list(Export.objects.filter(user=user, expires_at__gt=timezone.now())[:5])


def export_or_404(user: User, export_id: UUID) -> Export:
    found = Export.objects.filter(user=user, pk=export_id).first()
    if found is None or not found.ready:
        raise Http404
    return found
